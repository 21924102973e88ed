"""An operator that computes and that no counter has a formula for is named, with its elements."""

import pytest
import timm
import torch
from torch import Tensor, nn
from torch.nn import functional
from torchvision.ops import DeformConv2d

import attnbench
from attnbench.cost.cautions import cautions_of
from attnbench.errors import WrongUse
from attnreport.record import CautionKind

SIZE = (16, 8, 8)


class Deformable(nn.Module):
    """1,152 x 16 weights that torch's counter does not see."""

    def __init__(self) -> None:
        super().__init__()
        self.offset = nn.Conv2d(16, 18, 3, padding=1)
        self.conv = DeformConv2d(16, 16, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """A deformable convolution."""
        sampled: Tensor = self.conv(x, self.offset(x))
        return sampled


class Fourier(nn.Module):
    """A filter of the spectrum."""

    def forward(self, x: Tensor) -> Tensor:
        """Through the spectrum and back."""
        return torch.fft.irfft2(torch.fft.rfft2(x) * 2, s=x.shape[-2:])


class Bilinear(nn.Module):
    """A product of three tensors."""

    def __init__(self) -> None:
        super().__init__()
        self.product = nn.Bilinear(16, 16, 16)

    def forward(self, x: Tensor) -> Tensor:
        """The map with itself."""
        rows = x.movedim(1, -1)
        product: Tensor = self.product(rows, rows)
        return product.movedim(-1, 1)


class Sampler(nn.Module):
    """Reads the map between its positions."""

    def forward(self, x: Tensor) -> Tensor:
        """Half the size."""
        grid = torch.zeros(x.shape[0], 4, 4, 2, device=x.device)
        return functional.grid_sample(x, grid, align_corners=False)


@pytest.mark.parametrize(
    ("module", "elements"),
    [
        (Deformable(), {"torchvision.deform_conv2d": 1024}),
        (Fourier(), {"aten._fft_r2c": 640, "aten._fft_c2r": 1024}),
        (Bilinear(), {"aten._trilinear": 1024}),
        (Sampler(), {"aten.grid_sampler_2d": 256}),
        (nn.Sequential(nn.Conv2d(16, 16, 3), nn.Upsample(scale_factor=2, mode="bilinear")), {}),
    ],
    ids=["deformable", "fourier", "bilinear", "sampler", "interpolation"],
)
def test_its_elements_are_named(module: nn.Module, elements: dict[str, int]) -> None:
    cost = attnbench.count(module, SIZE)
    assert cost.without_formula == elements
    details = [c.detail for c in cautions_of(cost, None) if c.kind == CautionKind.NO_FORMULA]
    assert len(details) == bool(elements)
    assert all(f"{name} ({count:,} elements)" in details[0] for name, count in elements.items())


def test_what_the_baseline_has_too_is_not_said_of_the_module() -> None:
    fourier = attnbench.count(Fourier(), SIZE)
    assert not list(cautions_of(fourier, fourier))


def test_a_counter_that_misses_products_of_the_backbone_is_named() -> None:
    network = timm.create_model("vit_tiny_patch16_224", depth=1, num_classes=10)
    cautions = list(cautions_of(attnbench.count(network), None))
    assert {c.kind for c in cautions} == {CautionKind.COUNTERS_DISAGREE}
    assert [c.detail.split()[0] for c in cautions] == ["fvcore", "thop"]
    assert all("MACs in convolutions and products" in c.detail for c in cautions)


def test_counters_that_differ_by_norms_alone_do_not_disagree_about_a_backbone() -> None:
    network = timm.create_model("resnet18", num_classes=10)
    assert not list(cautions_of(attnbench.count(network, (3, 64, 64)), None))


def test_a_network_that_reads_a_value_is_counted_with_numbers() -> None:
    class Reader(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(16, 16, 1)

        def forward(self, x: Tensor) -> Tensor:
            read: Tensor = self.conv(x) / max(1.0, float(x.std().item()))
            return read

    cost = attnbench.count(Reader(), SIZE)
    assert set(cost.macs.values()) == {16 * 16 * 64}
    assert not cost.not_counted


@pytest.mark.parametrize("size", [224, (3, 224), (3, 0, 5), "3x8x8", (3.0, 8, 8)])
def test_what_is_no_size_is_refused(size: object) -> None:
    with pytest.raises(WrongUse, match=r"input_size must be \(C, H, W\), such as \(3, 224, 224\)"):
        attnbench.count(nn.Conv2d(3, 3, 1), size)  # type: ignore[arg-type]  # as a user may


def test_an_image_that_the_network_does_not_take_is_refused() -> None:
    with pytest.raises(WrongUse, match="Conv2d does not run on one image of 1x8x8"):
        attnbench.count(nn.Conv2d(3, 3, 1), (1, 8, 8))
