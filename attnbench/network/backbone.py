"""Backbones by name: timm's, a narrow one that trains on two CPU cores in a minute, the tasks'."""

from collections.abc import Callable, Mapping

import timm
from timm.models.resnet import Bottleneck, ResNet
from torch import nn

from attnbench.errors import UnknownName, WrongUse
from attnbench.layer_kinds import NORMS
from attnbench.network.backbone_names import check_stem, split_backbone
from attnbench.plan.option_text import OptionValue
from attnbench.tasks.tasks import TASKS


def resnet14_narrow(num_classes: int) -> ResNet:
    """A ResNet of four bottlenecks: 91,306 parameters with 10 classes, for 32x32 images.

    Its stem is a 3x3 convolution of stride 2 to 32 channels without pooling; each of the four
    blocks gives 128 channels, the first at 16x16 and the others at 8x8.
    """
    model = ResNet(
        Bottleneck,
        (1, 1, 1, 1),
        num_classes=num_classes,
        channels=(32, 32, 32, 32),
        stem_type="deep",
        stem_width=16,
        output_stride=8,
    )
    model.conv1 = nn.Conv2d(3, 32, 3, stride=2, padding=1, bias=False)
    nn.init.kaiming_normal_(model.conv1.weight, mode="fan_out", nonlinearity="relu")
    model.maxpool = nn.Identity()
    model.pretrained_cfg = {"input_size": (3, 32, 32)}
    return model


MakeNetwork = Callable[[int], nn.Module]
"""Makes a network from a number of classes."""

OWN: Mapping[str, MakeNetwork] = {"resnet14-narrow": resnet14_narrow}
"""Backbones of any task that timm does not have, by name."""


def own_networks() -> Mapping[str, MakeNetwork]:
    """Every network that timm does not have, those of the tasks included."""
    tasks = {name: make for kind in TASKS.values() for name, make in kind.networks.items()}
    return {**OWN, **tasks}


def backbone_names() -> list[str]:
    """Every name that `build_backbone` takes, our own first."""
    return [*own_networks(), *timm.list_models()]


def build_backbone(
    name: str,
    *,
    stem: str = "timm",
    num_classes: int,
    zero_init_last: bool = True,
    networks: Mapping[str, MakeNetwork] | None = None,
) -> nn.Module:
    """A fresh network without pretrained weights.

    Args:
        name: Of `backbone_names()`; those of timm may have options of timm, as in
            `resnet50(output_stride=8)`.
        stem: `timm`, the network's own, or `cifar`: 3x3, stride 1, no max-pooling.
        num_classes: Of the classifier, or of what else it has in its place.
        zero_init_last: Whether the last norm of each residual branch starts at zero, as timm's
            ResNets do; without it a module before the addition learns from the first step on.
        networks: Further networks, by name.

    Raises:
        UnknownName: if there is no such network.
        WrongUse: if the stem cannot be put on it, or it does not take the options.
    """
    check_stem(stem)
    name, options = split_backbone(name)
    own = {**own_networks(), **(networks or {})}
    if name in own:
        _refuse_options(name, options)
        model = own[name](num_classes)
    elif timm.is_model(name):
        model = _of_timm(name, num_classes, options)
    else:
        known = [*own, *timm.list_models()]
        raise UnknownName("backbone", name, known, "attnbench list backbones")
    if stem == "cifar":
        _use_cifar_stem(model, name, is_own=name in own)
    if not zero_init_last:
        _start_last_norms_at_one(model)
    return model


def _of_timm(name: str, num_classes: int, options: Mapping[str, OptionValue]) -> nn.Module:
    """A network of timm.

    Raises:
        WrongUse: if it does not take the options.
    """
    try:
        return timm.create_model(name, pretrained=False, num_classes=num_classes, **options)
    except Exception as error:  # what an option does to a constructor, nobody knows
        if not options:
            raise
        reason = " ".join(str(error).split()) or type(error).__name__
        raise WrongUse(
            f"{name} does not take {_text(options)}: {reason}; see timm's documentation of it",
            parameter="backbone",
        ) from error


def _refuse_options(name: str, options: Mapping[str, OptionValue]) -> None:
    if options:
        raise WrongUse(
            f"{name} takes no options, got {_text(options)}; only timm's backbones do",
            parameter="backbone",
        )


def _text(options: Mapping[str, OptionValue]) -> str:
    return ", ".join(f"{name}={value}" for name, value in options.items())


def _use_cifar_stem(model: nn.Module, name: str, *, is_own: bool) -> None:
    """Replace the stem's convolution by 3x3 at stride 1, and leave out the pooling."""
    where = "conv1" if hasattr(model, "conv1") else "conv_stem"
    first = getattr(model, where, None)
    if not isinstance(first, nn.Conv2d) or is_own:
        raise WrongUse(
            f"cifar is not known for {name}; use stem=timm, or a ResNet-like network",
            parameter="stem",
        )
    narrow = nn.Conv2d(first.in_channels, first.out_channels, 3, padding=1, bias=False)
    nn.init.kaiming_normal_(narrow.weight, mode="fan_out", nonlinearity="relu")
    setattr(model, where, narrow)
    if hasattr(model, "maxpool"):
        model.maxpool = nn.Identity()


def _start_last_norms_at_one(model: nn.Module) -> None:
    """Undo timm's zeros: in a fresh network only those norms have scales of 0."""
    for part in model.modules():
        scale = part.weight if isinstance(part, NORMS) else None
        if scale is not None and not scale.is_meta and not scale.any():
            nn.init.ones_(scale)
