"""Blocks, and where their residual branches can be tapped: read off the block classes.

A block class of ours, or of a user, declares its own: `residual_branch = Branch(...)`. Those of
timm are in the table below. Any other block is known by its stochastic depth: timm applies
`drop_path` to the result of a residual branch, right before the addition.
"""

from collections.abc import Iterator, Mapping

from timm.layers import DropPath
from torch import nn

from attnbench.branch import Branch

_DROP_PATH = Branch("drop_path", "input")
_WITH_SHORTCUT = Branch("drop_path", "input", needs="shortcut")
_WITH_IDENTITY = Branch("drop_path", "input", needs="identity")
_GHOST = Branch("ghost2", "output")
_SLOT_2 = Branch("se", "slot", last_norm="bn2")
_SLOT_3 = Branch("se", "slot", last_norm="bn3")
_OWN_SE = Branch("se_module", "slot")

BRANCHES: Mapping[str, Branch] = {
    "_efficientnet_blocks.ConvBnAct": _DROP_PATH,
    "_efficientnet_blocks.DepthwiseSeparableConv": _DROP_PATH,
    "_efficientnet_blocks.EdgeResidual": _DROP_PATH,
    "_efficientnet_blocks.InvertedResidual": _DROP_PATH,
    "_efficientnet_blocks.MobileAttention": _DROP_PATH,
    "_efficientnet_blocks.UniversalInvertedResidual": _DROP_PATH,
    "byobnet.BasicBlock": _WITH_SHORTCUT,
    "byobnet.BottleneckBlock": _WITH_SHORTCUT,
    "byobnet.DarkBlock": _WITH_SHORTCUT,
    "byobnet.EdgeBlock": _WITH_SHORTCUT,
    "byobnet.SelfAttnBlock": _WITH_SHORTCUT,
    "byobnet.MobileOneBlock": _WITH_IDENTITY,
    "byobnet.RepVggBlock": _WITH_IDENTITY,
    "convmixer.Residual": Branch("fn", "output"),
    "efficientvit_mit.ResidualBlock": Branch("main", "output", needs="shortcut"),
    "efficientvit_msra.ResidualDrop": Branch("m", "output"),
    "ghostnet.GhostBottleneck": _GHOST,
    "ghostnet.GhostBottleneckV3": _GHOST,
    "repghost.RepGhostBottleneck": _GHOST,
    "repvit.RepViTBlock": Branch("channel_mixer", "output"),
    "res2net.Bottle2neck": _SLOT_3,
    "resnet.BasicBlock": _SLOT_2,
    "resnet.Bottleneck": _SLOT_3,
    "rexnet.LinearBottleneck": Branch("conv_pwl", "output", needs="use_shortcut"),
    "senet.SEBottleneck": _OWN_SE,
    "senet.SEResNetBlock": _OWN_SE,
    "senet.SEResNetBottleneck": _OWN_SE,
    "senet.SEResNeXtBottleneck": _OWN_SE,
    "shvit.Residual": Branch("m", "output"),
    "sknet.SelectiveKernelBasic": Branch("se", "slot"),
    "sknet.SelectiveKernelBottleneck": Branch("se", "slot"),
    "xception.Block": Branch("rep", "output"),
    "xception_aligned.PreXceptionModule": Branch("stack", "output"),
    "xception_aligned.XceptionModule": Branch("stack", "output"),
}
"""By block class of `timm.models`."""

DECLARED = "residual_branch"
"""The class attribute in which a block declares its branch itself."""

WITHOUT_TAP: Mapping[str, str] = {
    "dla.DlaBasic": "bn2",
    "dla.DlaBottle2neck": "bn3",
    "dla.DlaBottleneck": "bn3",
    "inception_resnet_v2.Block17": "conv2d",
    "inception_resnet_v2.Block35": "conv2d",
    "inception_resnet_v2.Block8": "conv2d",
    "resnest.ResNestBottleneck": "bn3",
}
"""Blocks that add right after a norm or a convolution, where nothing could hold a module."""

PLAIN_BLOCKS = (
    "densenet.DenseLayer",
    "dpn.DualPathBlock",
    "efficientvit_msra.EfficientVitBlock",
    "inception_v3.InceptionA",
    "inception_v3.InceptionB",
    "inception_v3.InceptionC",
    "inception_v3.InceptionD",
    "inception_v3.InceptionE",
    "inception_v4.InceptionA",
    "inception_v4.InceptionB",
    "inception_v4.InceptionC",
    "lcnetv2.RepDepthwiseSeparable",
    "mobilevit.MobileVitBlock",
    "mobilevit.MobileVitV2Block",
    "nasnet.NormalCell",
    "pnasnet.Cell",
    "selecsls.SelecSlsBlock",
    "shvit.BasicBlock",
    "vovnet.OsaBlock",
)
"""Blocks without a residual branch of their own, or around blocks that have one."""


def class_names(module: nn.Module) -> Iterator[str]:
    """The names of a module's class and its ancestors, as in the tables."""
    for parent in type(module).__mro__:
        yield f"{parent.__module__.removeprefix('timm.models.')}.{parent.__qualname__}"


def branch_of(block: nn.Module) -> Branch | None:
    """What a block declares, or what the table says of its class; None if neither does."""
    declared = getattr(type(block), DECLARED, None)
    if isinstance(declared, Branch):
        return declared
    return next((BRANCHES[name] for name in class_names(block) if name in BRANCHES), None)


def untapped(block: nn.Module) -> str | None:
    """The child right after which a block adds, if nothing there could hold a module."""
    return next((WITHOUT_TAP[name] for name in class_names(block) if name in WITHOUT_TAP), None)


def drop_paths(block: nn.Module) -> list[str]:
    """The names of a block's own children that apply stochastic depth, or would."""
    return [
        name
        for name, child in block.named_children()
        if "drop_path" in name or isinstance(child, DropPath)
    ]


def is_block(module: nn.Module) -> bool:
    """Whether a part of a network is a block."""
    known = (branch_of(module), untapped(module))
    plain = any(name in PLAIN_BLOCKS for name in class_names(module))
    return plain or any(known) or bool(drop_paths(module))


def blocks(model: nn.Module) -> Iterator[tuple[str, nn.Module]]:
    """Every block that lies in no other block, in the network's order."""
    inside = ""
    for path, module in model.named_modules():
        if path and is_block(module) and not (inside and path.startswith(inside)):
            inside = f"{path}."
            yield path, module
