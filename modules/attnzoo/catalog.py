"""The table of all mechanisms, and how to build one by name."""

from collections.abc import Mapping
from difflib import get_close_matches

from torch import nn

from attnzoo.channel.eca import EfficientChannelAttention, eca_fits, eca_params
from attnzoo.channel.nam import NormalizationAttention, nam_fits, nam_params
from attnzoo.channel.se import SqueezeExcitation, se_fits, se_params
from attnzoo.entry import Entry, Option
from attnzoo.fit import OptionValue
from attnzoo.mixed.ca import CoordinateAttention, ca_fits, ca_params
from attnzoo.mixed.cbam import CBAM, cbam_fits, cbam_params
from attnzoo.mixed.ema import EMA, ema_fits, ema_params
from attnzoo.mixed.sa import ShuffleAttention, sa_fits, sa_params
from attnzoo.mixed.scsa import SCSA, scsa_fits, scsa_params
from attnzoo.mixed.triplet import TripletAttention, triplet_fits, triplet_params
from attnzoo.spatial.sge import SpatialGroupEnhance, sge_fits, sge_params

RESIDUAL = "after the last norm of each residual branch, before the addition"

CATALOG: Mapping[str, Entry] = {
    "se": Entry(
        name="se",
        acronym="SE",
        title="Squeeze-and-excitation",
        family="channel",
        paper="Hu et al., CVPR 2018, arXiv:1709.01507",
        build=SqueezeExcitation,
        params=se_params,
        formula="2 C (C // reduction)",
        fits=se_fits,
        constraints="C >= reduction",
        placement=RESIDUAL,
        options={
            "reduction": Option(
                default=16, kind=int, meaning="how many times fewer hidden channels"
            )
        },
    ),
    "eca": Entry(
        name="eca",
        acronym="ECA",
        title="Efficient channel attention",
        family="channel",
        paper="Wang et al., CVPR 2020, arXiv:1910.03151",
        build=EfficientChannelAttention,
        params=eca_params,
        formula="k",
        fits=eca_fits,
        constraints="k odd",
        placement=RESIDUAL,
        options={
            "kernel_size": Option(
                default=None, kind=int, meaning="odd; by default the paper's rule of log2(C)"
            )
        },
    ),
    "cbam": Entry(
        name="cbam",
        acronym="CBAM",
        title="Convolutional block attention",
        family="mixed",
        paper="Woo et al., ECCV 2018, arXiv:1807.06521",
        build=CBAM,
        params=cbam_params,
        formula="2 C m + m + C + 100, m = C // reduction; without spatial 100 fewer",
        fits=cbam_fits,
        constraints="C >= reduction",
        placement=RESIDUAL,
        options={
            "reduction": Option(
                default=16, kind=int, meaning="how many times fewer hidden channels"
            ),
            "spatial": Option(default=True, kind=bool, meaning="the spatial gate"),
        },
    ),
    "ca": Entry(
        name="ca",
        acronym="CA",
        title="Coordinate attention",
        family="mixed",
        paper="Hou et al., CVPR 2021, arXiv:2103.02907",
        build=CoordinateAttention,
        params=ca_params,
        formula="3 m C + 3 m + 2 C, m = max(8, C // reduction)",
        fits=ca_fits,
        constraints="none",
        placement="MobileNetV2: after the depthwise convolution, before the projection",
        options={
            "reduction": Option(
                default=32, kind=int, meaning="how many times fewer hidden channels"
            )
        },
    ),
    "sge": Entry(
        name="sge",
        acronym="SGE",
        title="Spatial group-wise enhance",
        family="spatial",
        paper="Li et al., 2019, arXiv:1905.09646",
        build=SpatialGroupEnhance,
        params=sge_params,
        formula="2 groups",
        fits=sge_fits,
        constraints="C divisible by groups; maps of two positions or more",
        placement=RESIDUAL,
        options={"groups": Option(default=64, kind=int, meaning="number of groups")},
    ),
    "sa": Entry(
        name="sa",
        acronym="SA",
        title="Shuffle attention",
        family="mixed",
        paper="Zhang et al., ICASSP 2021, arXiv:2102.00240",
        build=ShuffleAttention,
        params=sa_params,
        formula="3 C / groups",
        fits=sa_fits,
        constraints="C divisible by 2 * groups",
        placement=RESIDUAL,
        options={"groups": Option(default=64, kind=int, meaning="number of groups")},
    ),
    "triplet": Entry(
        name="triplet",
        acronym="Triplet",
        title="Triplet attention",
        family="mixed",
        paper="Misra et al., WACV 2021, arXiv:2010.03045",
        build=TripletAttention,
        params=triplet_params,
        formula="300; without spatial 200",
        fits=triplet_fits,
        constraints="none",
        placement=RESIDUAL,
        options={
            "spatial": Option(default=True, kind=bool, meaning="the height-width branch"),
        },
    ),
    "nam": Entry(
        name="nam",
        acronym="NAM",
        title="Normalization-based attention",
        family="channel",
        paper="Liu et al., NeurIPS 2021 workshop, arXiv:2111.12419",
        build=NormalizationAttention,
        params=nam_params,
        formula="2 C",
        fits=nam_fits,
        constraints="none",
        placement=RESIDUAL,
    ),
    "ema": Entry(
        name="ema",
        acronym="EMA",
        title="Efficient multi-scale attention",
        family="mixed",
        paper="Ouyang et al., ICASSP 2023, arXiv:2305.13563",
        build=EMA,
        params=ema_params,
        formula="10 c^2 + 4 c, c = C / groups",
        fits=ema_fits,
        constraints="C divisible by groups",
        placement=RESIDUAL,
        options={
            "groups": Option(default=32, kind=int, meaning="number of groups ('group size')"),
            "cross_spatial": Option(default=True, kind=bool, meaning="cross-spatial learning"),
        },
    ),
    "scsa": Entry(
        name="scsa",
        acronym="SCSA",
        title="Spatial and channel synergistic attention",
        family="mixed",
        paper="Si et al., Neurocomputing 2025, arXiv:2407.05128",
        build=SCSA,
        params=scsa_params,
        formula="16 C",
        fits=scsa_fits,
        constraints="C divisible by 4 and by heads; maps of window or more a side",
        placement="after the middle convolution's norm and activation, before the last convolution",
        options={
            "heads": Option(default=1, kind=int, meaning="heads of the channel attention"),
            "window": Option(default=7, kind=int, meaning="side of the pooling; -1 the whole map"),
        },
    ),
}


class UnknownModule(ValueError):
    """A name that the catalogue does not have."""

    def __init__(self, name: str) -> None:
        near = get_close_matches(name.partition("(")[0].lower(), CATALOG, n=3)
        remedy = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
        super().__init__(f"unknown module {name!r}; {remedy}known: {', '.join(CATALOG)}")


def find(name: str) -> Entry:
    """The catalogue's entry of that short name; `UnknownModule` lists the near ones."""
    if name not in CATALOG:
        raise UnknownModule(name)
    return CATALOG[name]


def create(name: str, channels: int, **options: OptionValue) -> nn.Module:
    """Build a module by its short name, (B, C, H, W) -> (B, C, H, W).

    Args:
        name: A key of `CATALOG`.
        channels: Channels of the map.
        options: Of the entry's options; what is left out has the authors' value.

    Raises:
        UnknownModule: if the catalogue has no such name.
        UnknownOption: if the module has no such option.
        BadOption: if an option is of another type.
        DoesNotFit: if the module cannot take that many channels.
    """
    entry = find(name)
    entry.check_options(options)
    return entry.build(channels, **options)
