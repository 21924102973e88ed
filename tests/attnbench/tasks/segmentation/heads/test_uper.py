"""UPerNet's head computes what MMSegmentation's does, and segmentation-models-pytorch's decoder."""

import re
from collections.abc import Mapping, Sequence

import pytest
import torch
from segmentation_models_pytorch.decoders.upernet.decoder import UPerNetDecoder
from torch import Tensor, nn
from torch.nn import functional as F
from torchvision.models.segmentation.fcn import FCNHead as TorchvisionHead

from attnbench.feature_maps import FeatureMap
from attnbench.tasks.segmentation.heads.uper import AuxiliaryHead, UPerHead

CLASSES = 5
CHANNELS = (24, 40, 56, 72)
"""Of the four maps, the finest first."""
SIZES = ((17, 26), (9, 13), (5, 7), (3, 4))
"""Odd on purpose: no map is half as large as the next finer one."""

POOLED = (1, 2, 3, 6)
THEIR_NAMES = {
    r"^pooling\.(\d)\.1\.": r"psp_modules.\1.1.",
    r"^reduction\.": "bottleneck.",
    r"^laterals\.(\d)\.": r"lateral_convs.\1.",
    r"^smoothing\.(\d)\.": r"fpn_convs.\1.",
    r"^fusion\.": "fpn_bottleneck.",
    r"^classifier\.1\.": "conv_seg.",
}
"""By a pattern of our names, the names that MMSegmentation has for the same layers."""
PARTS = {"0.": "conv.", "1.": "bn."}


def draw(seed: int, *shape: int) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def feature_maps() -> list[FeatureMap]:
    return [
        FeatureMap(index, channels, height, width, stride=4 * 2**index)
        for index, (channels, (height, width)) in enumerate(zip(CHANNELS, SIZES, strict=True))
    ]


def trained_head() -> UPerHead:
    """A head whose norms have seen numbers and scale them."""
    torch.manual_seed(0)
    head = UPerHead(feature_maps(), CLASSES)
    shake(head)
    return head


def shake(head: nn.Module) -> None:
    """Other scales, shifts and statistics than those that a norm starts with."""
    for part in head.modules():
        if isinstance(part, nn.BatchNorm2d):
            for value in (part.weight, part.bias, part.running_mean, part.running_var):
                assert value is not None
                nn.init.uniform_(value, 0.5, 1.5)


def drawn_maps(batch: int = 2) -> list[Tensor]:
    return [
        draw(seed, batch, channels, *size)
        for seed, (channels, size) in enumerate(zip(CHANNELS, SIZES, strict=True))
    ]


def their_name(name: str) -> str:
    for ours, theirs in THEIR_NAMES.items():
        rest = re.sub(ours, "", name)
        if rest != name:
            is_unit = theirs != "conv_seg."
            last = f"{PARTS[rest[:2]]}{rest[2:]}" if is_unit else rest
            return re.match(ours, name).expand(theirs) + last  # type: ignore[union-attr]  # it matched
    return name


class TheirHead:
    """MMSegmentation's UPerHead in plain calls, in evaluation, on weights by its own names."""

    def __init__(self, weights: Mapping[str, Tensor]) -> None:
        self.weights = weights

    def __call__(self, inputs: Sequence[Tensor]) -> Tensor:
        laterals = [self.unit(f"lateral_convs.{i}", x) for i, x in enumerate(inputs[:-1])]
        laterals.append(self.pooled(inputs[-1]))
        for i in range(len(laterals) - 1, 0, -1):
            laterals[i - 1] = laterals[i - 1] + resize(laterals[i], laterals[i - 1])
        outs = [self.unit(f"fpn_convs.{i}", x, padding=1) for i, x in enumerate(laterals[:-1])]
        outs.append(laterals[-1])
        merged = torch.cat([resize(out, outs[0]) for out in outs], dim=1)
        features = self.unit("fpn_bottleneck", merged, padding=1)
        return F.conv2d(features, self.weights["conv_seg.weight"], self.weights["conv_seg.bias"])

    def pooled(self, x: Tensor) -> Tensor:
        outs = [x]
        for i, side in enumerate(POOLED):
            outs.append(
                resize(self.unit(f"psp_modules.{i}.1", F.adaptive_avg_pool2d(x, side)), like=x)
            )
        return self.unit("bottleneck", torch.cat(outs, dim=1), padding=1)

    def unit(self, name: str, x: Tensor, padding: int = 0) -> Tensor:
        w = self.weights
        x = F.conv2d(x, w[f"{name}.conv.weight"], padding=padding)
        mean, variance = w[f"{name}.bn.running_mean"], w[f"{name}.bn.running_var"]
        return F.relu(F.batch_norm(x, mean, variance, w[f"{name}.bn.weight"], w[f"{name}.bn.bias"]))


def resize(x: Tensor, like: Tensor) -> Tensor:
    return F.interpolate(x, size=like.shape[2:], mode="bilinear", align_corners=False)


def test_it_computes_what_a_plain_transcription_of_mmsegmentations_does() -> None:
    head = trained_head().eval()
    weights = {
        their_name(name): value
        for name, value in head.state_dict().items()
        if not name.startswith("auxiliary.")
    }
    maps = drawn_maps()
    (scores,) = head(maps)
    torch.testing.assert_close(scores, TheirHead(weights)(maps), rtol=1e-4, atol=1e-5)


def test_every_layer_has_a_name_of_mmsegmentations() -> None:
    names = {
        their_name(name)
        for name, _ in trained_head().named_parameters()
        if not name.startswith("auxiliary.")
    }
    units = [
        *(f"psp_modules.{i}.1" for i in range(4)),
        "bottleneck",
        *(f"lateral_convs.{i}" for i in range(3)),
        *(f"fpn_convs.{i}" for i in range(3)),
        "fpn_bottleneck",
    ]
    parts = ("conv.weight", "bn.weight", "bn.bias")
    expected = {f"{unit}.{part}" for unit in units for part in parts}
    assert names == expected | {"conv_seg.weight", "conv_seg.bias"}


def smp_decoder(head: UPerHead) -> UPerNetDecoder:
    """segmentation-models-pytorch's decoder without its norms of the maps, with our weights."""
    decoder = UPerNetDecoder([3, 8, *CHANNELS], decoder_channels=head.width)
    decoder.feature_norms = nn.ModuleList(nn.Identity() for _ in CHANNELS)
    pairs = [
        *zip(decoder.psp.blocks, head.pooling, strict=True),
        (decoder.psp.out_conv, head.reduction),
        *zip(
            [block.conv_norm_relu for block in decoder.fpn_lateral_blocks],
            reversed(head.laterals),
            strict=True,
        ),
        *zip(decoder.fpn_conv_blocks, reversed(head.smoothing), strict=True),
        (decoder.fusion_block, head.fusion),
    ]
    for theirs, ours in pairs:
        values = zip(theirs.state_dict(), ours.state_dict().values(), strict=True)
        theirs.load_state_dict(dict(values))
    return decoder


@pytest.mark.parametrize("training", [False, True])
def test_it_computes_what_another_library_does_without_norms_of_the_maps(training: bool) -> None:
    head = trained_head()
    decoder = smp_decoder(head).train(training)
    head.train(training).classifier[0].eval()
    maps = drawn_maps()
    expected = head.classifier[1](decoder([draw(9, 1), draw(9, 1), *maps]))
    torch.testing.assert_close(head(maps)[0], expected, rtol=1e-4, atol=1e-5)


def test_the_auxiliary_head_computes_what_torchvisions_fcn_head_does() -> None:
    torch.manual_seed(0)
    features = FeatureMap(0, 1024, 5, 6, stride=16)
    ours, theirs = AuxiliaryHead(features, CLASSES), TorchvisionHead(1024, CLASSES)
    shake(ours)
    theirs.load_state_dict(
        dict(zip(theirs.state_dict(), ours.state_dict().values(), strict=True)), strict=True
    )
    maps = draw(1, 2, 1024, 5, 6)
    torch.testing.assert_close(ours.eval()(maps), theirs.eval()(maps))


def test_it_drops_whole_channels_in_training_alone() -> None:
    head = trained_head()
    maps = drawn_maps()
    torch.manual_seed(0)
    first, second = (head.train()(maps)[0] for _ in range(2))
    assert not torch.equal(first, second)
    assert torch.equal(head.eval()(maps)[0], head(maps)[0])


def test_each_weight_of_the_head_learns() -> None:
    head = trained_head().train()
    sum(scores.square().sum() for scores in head(drawn_maps())).backward()
    for name, parameter in head.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.any(), name
