"""Entries of the mechanisms that weigh channels and positions."""

from attnzoo.entries.places import RESIDUAL
from attnzoo.entry import Entry, Option
from attnzoo.mixed.ca import CoordinateAttention, ca_fits, ca_macs, ca_params
from attnzoo.mixed.cbam import CBAM, cbam_fits, cbam_macs, cbam_params
from attnzoo.mixed.ema import EMA, ema_fits, ema_macs, ema_params
from attnzoo.mixed.sa import ShuffleAttention, sa_fits, sa_macs, sa_params
from attnzoo.mixed.scsa import SCSA, scsa_fits, scsa_macs, scsa_params
from attnzoo.mixed.triplet import TripletAttention, triplet_fits, triplet_macs, triplet_params

MIXED = (
    Entry(
        name="cbam",
        acronym="CBAM",
        title="Convolutional block attention",
        family="mixed",
        authors="Woo et al.",
        venue="ECCV",
        year=2018,
        link="arXiv:1807.06521",
        build=CBAM,
        params=cbam_params,
        formula="2 C m + m + C + 100, m = C // reduction; without spatial 100 fewer",
        macs=cbam_macs,
        macs_formula="4 C m + 98 H W; without spatial 4 C m",
        fits=cbam_fits,
        constraints="C >= reduction",
        placement=RESIDUAL,
        verified="authors",
        options={
            "reduction": Option(
                default=16, kind=int, meaning="how many times fewer hidden channels"
            ),
            "spatial": Option(default=True, kind=bool, meaning="the spatial gate"),
        },
    ),
    Entry(
        name="ca",
        acronym="CA",
        title="Coordinate attention",
        family="mixed",
        authors="Hou et al.",
        venue="CVPR",
        year=2021,
        link="arXiv:2103.02907",
        build=CoordinateAttention,
        params=ca_params,
        formula="3 m C + 3 m + 2 C, m = max(8, C // reduction)",
        macs=ca_macs,
        macs_formula="2 m C (H + W)",
        fits=ca_fits,
        constraints="none",
        placement="MobileNetV2: after the depthwise convolution, before the projection",
        verified="authors",
        options={
            "reduction": Option(
                default=32, kind=int, meaning="how many times fewer hidden channels"
            )
        },
    ),
    Entry(
        name="sa",
        acronym="SA",
        title="Shuffle attention",
        family="mixed",
        authors="Zhang et al.",
        venue="ICASSP",
        year=2021,
        link="arXiv:2102.00240",
        build=ShuffleAttention,
        params=sa_params,
        formula="3 C / groups",
        macs=sa_macs,
        macs_formula="0",
        fits=sa_fits,
        constraints="C divisible by 2 * groups",
        placement=RESIDUAL,
        verified="authors",
        options={"groups": Option(default=64, kind=int, meaning="number of groups")},
    ),
    Entry(
        name="triplet",
        acronym="Triplet",
        title="Triplet attention",
        family="mixed",
        authors="Misra et al.",
        venue="WACV",
        year=2021,
        link="arXiv:2010.03045",
        build=TripletAttention,
        params=triplet_params,
        formula="300; without spatial 200",
        macs=triplet_macs,
        macs_formula="98 (C W + C H + H W); without spatial 98 (C W + C H)",
        fits=triplet_fits,
        constraints="none",
        placement=RESIDUAL,
        verified="authors",
        options={"spatial": Option(default=True, kind=bool, meaning="the height-width branch")},
    ),
    Entry(
        name="ema",
        acronym="EMA",
        title="Efficient multi-scale attention",
        family="mixed",
        authors="Ouyang et al.",
        venue="ICASSP",
        year=2023,
        link="arXiv:2305.13563",
        build=EMA,
        params=ema_params,
        formula="10 c^2 + 4 c, c = C / groups",
        macs=ema_macs,
        macs_formula="groups (9 c^2 H W + c^2 (H + W) + 2 c H W), the last by cross_spatial",
        fits=ema_fits,
        constraints="C divisible by groups",
        placement=RESIDUAL,
        verified="authors",
        options={
            "groups": Option(default=32, kind=int, meaning="number of groups ('group size')"),
            "cross_spatial": Option(default=True, kind=bool, meaning="cross-spatial learning"),
        },
    ),
    Entry(
        name="scsa",
        acronym="SCSA",
        title="Spatial and channel synergistic attention",
        family="mixed",
        authors="Si et al.",
        venue="Neurocomputing",
        year=2025,
        link="arXiv:2407.05128",
        build=SCSA,
        params=scsa_params,
        formula="16 C",
        macs=scsa_macs,
        macs_formula="6 C (H + W) + 3 C n + 2 C (C / heads) n, n = (H // window) (W // window)",
        fits=scsa_fits,
        constraints="C divisible by 4 and by heads; maps of window or more a side",
        placement="after the middle convolution's norm and activation, before the last convolution",
        verified="authors",
        options={
            "heads": Option(default=1, kind=int, meaning="heads of the channel attention"),
            "window": Option(default=7, kind=int, meaning="side of the pooling; -1 the whole map"),
        },
    ),
)
"""In the order of their papers."""
