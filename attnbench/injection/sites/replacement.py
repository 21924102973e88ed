"""The site `replace`: in place of the network's own channel attention."""

from torch import nn

from attnbench.injection.sites.branches import class_names
from attnbench.injection.spot import Spot, Spots
from attnbench.injection.trace import Trace

OWN_ATTENTION = (
    "_efficientnet_blocks.SqueezeExcite",
    "senet.SEModule",
    "timm.layers.cbam.CbamModule",
    "timm.layers.cbam.LightCbamModule",
    "timm.layers.coord_attn.CoordAttn",
    "timm.layers.coord_attn.EfficientLocalAttn",
    "timm.layers.coord_attn.SimpleCoordAttn",
    "timm.layers.coord_attn.StripAttn",
    "timm.layers.eca.CecaModule",
    "timm.layers.eca.EcaModule",
    "timm.layers.gather_excite.GatherExcite",
    "timm.layers.global_context.GlobalContext",
    "timm.layers.non_local_attn.BatNonLocalAttn",
    "timm.layers.non_local_attn.NonLocalAttn",
    "timm.layers.squeeze_excite.EffectiveSEModule",
    "timm.layers.squeeze_excite.SEModule",
    "timm.layers.squeeze_excite.SqueezeExciteCl",
)
"""The classes of timm that keep a map's shape and weigh its channels."""


def replacement_spots(model: nn.Module, trace: Trace) -> Spots:
    """Every attention module of the network that runs, to be replaced."""
    spots: list[Spot] = []
    for path, part in model.named_modules():
        is_inside = bool(spots) and path.startswith(f"{spots[-1].path}.")
        is_own = any(name in OWN_ATTENTION for name in class_names(part))
        if is_own and trace.of(path) and not is_inside:
            block, _, name = path.rpartition(".")
            spots.append(Spot(path, slot=(block, name)))
    return Spots(tuple(spots))
