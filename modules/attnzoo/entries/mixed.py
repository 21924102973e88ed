"""Entries of the mechanisms that weigh channels and positions."""

from attnzoo.entries.places import INNER, RESIDUAL
from attnzoo.entry import Entry, Option, part
from attnzoo.fit import READINGS
from attnzoo.mixed.bam import BAM, FUSIONS, bam_fits, bam_macs, bam_params
from attnzoo.mixed.ca import CoordinateAttention, ca_fits, ca_macs, ca_params
from attnzoo.mixed.cbam import CBAM, cbam_fits, cbam_macs, cbam_params
from attnzoo.mixed.ela import PRESETS, EfficientLocalAttention, ela_fits, ela_macs, ela_params
from attnzoo.mixed.ema import EMA, ema_fits, ema_macs, ema_params
from attnzoo.mixed.gam import GlobalAttentionMechanism, gam_fits, gam_macs, gam_params
from attnzoo.mixed.ge import EXTENTS, GE_READINGS, GatherExcite, ge_fits, ge_macs, ge_params
from attnzoo.mixed.mlca import MixedLocalChannelAttention, mlca_fits, mlca_macs, mlca_params
from attnzoo.mixed.psa import (
    ParallelPolarizedAttention,
    SequentialPolarizedAttention,
    psa_p_fits,
    psa_p_macs,
    psa_p_params,
    psa_s_fits,
    psa_s_macs,
    psa_s_params,
)
from attnzoo.mixed.sa import ShuffleAttention, sa_fits, sa_macs, sa_params
from attnzoo.mixed.scsa import SCSA, scsa_fits, scsa_macs, scsa_params
from attnzoo.mixed.simam import SimAM, simam_fits, simam_macs, simam_params
from attnzoo.mixed.sp import StripPooling, sp_fits, sp_macs, sp_params
from attnzoo.mixed.triplet import TripletAttention, triplet_fits, triplet_macs, triplet_params

_READING = Option(
    default="code",
    kind=str,
    choices=READINGS,
    meaning="the softmax over positions, or over channels with a norm after the projection",
)

_STRIPS = {
    "rows": part("what comes of the means of whole rows"),
    "columns": part("what comes of the means of whole columns"),
}

MIXED = (
    Entry(
        name="bam",
        acronym="BAM",
        title="Bottleneck attention",
        family="mixed",
        authors="Park et al.",
        venue="BMVC",
        year=2018,
        link="arXiv:1807.06514",
        build=BAM,
        params=bam_params,
        formula="3 C m + 18 m^2 + 13 m + C + 1, of which channel 2 C m + 3 m + C, "
        "m = C // reduction",
        macs=bam_macs,
        macs_formula="2 C m + (C m + 18 m^2 + m) H W, of which channel 2 C m",
        fits=bam_fits,
        constraints="C >= reduction; channel or spatial; with channel batches of two or more in "
        "training",
        placement="after each stage but the last",
        verified="authors",
        options={
            "reduction": Option(
                default=16, kind=int, minimum=1, meaning="how many times fewer hidden channels"
            ),
            "dilation": Option(
                default=4, kind=int, minimum=1, meaning="dilation of the 3x3 convolutions"
            ),
            "fusion": Option(
                default="multiply",
                kind=str,
                choices=tuple(FUSIONS),
                meaning="how the branches meet: multiply as the code, add as the paper",
            ),
            "channel": part("the channel branch"),
            "spatial": part("the spatial branch"),
        },
    ),
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
        formula="2 C m + m + C + 100, of which spatial 100, m = C // reduction",
        macs=cbam_macs,
        macs_formula="4 C m + 98 H W, of which spatial 98 H W",
        fits=cbam_fits,
        constraints="channel or spatial; with channel C >= reduction",
        placement=RESIDUAL,
        verified="authors",
        options={
            "reduction": Option(
                default=16, kind=int, meaning="how many times fewer hidden channels"
            ),
            "channel": part("the channel gate"),
            "spatial": part("the spatial gate"),
        },
    ),
    Entry(
        name="ge",
        acronym="GE",
        title="Gather-excite",
        family="mixed",
        authors="Hu et al.",
        venue="NeurIPS",
        year=2018,
        link="arXiv:1810.12348",
        build=GatherExcite,
        params=ge_params,
        formula="0; learned 11 C log2(extent) or (H W + 2) C; mlp 2 C m + m + C, m ~ C / reduction",
        macs=ge_macs,
        macs_formula="0; learned 9 C n at each halving to n positions, of the whole map C H W; "
        "mlp 2 C m n more",
        fits=ge_fits,
        constraints="learned over the whole map: maps of the one size that it is built for",
        placement=RESIDUAL,
        verified="public",
        options={
            "extent": Option(
                default=0,
                kind=int,
                choices=EXTENTS,
                meaning="positions a side that share one gathered value; 0 the whole map",
            ),
            "learned": Option(default=False, kind=bool, meaning="weights in the gathering"),
            "mlp": Option(default=False, kind=bool, meaning="mixing of the gathered channels"),
            "reduction": Option(
                default=16, kind=int, meaning="how many times fewer hidden channels of the mlp"
            ),
            "reading": Option(
                default="authors",
                kind=str,
                choices=GE_READINGS,
                meaning="what a learned gathering of the whole map, or before the mlp, is",
            ),
        },
        sized=True,
    ),
    Entry(
        name="sp",
        acronym="SP",
        title="Strip pooling",
        family="mixed",
        authors="Hou et al.",
        venue="CVPR",
        year=2020,
        link="arXiv:2003.13328",
        build=StripPooling,
        params=sp_params,
        formula="7 C^2 + 5 C, of which rows and columns 3 C^2 + 2 C each",
        macs=sp_macs,
        macs_formula="C^2 (3 (H + W) + H W); rows alone 4 C^2 H, columns alone 4 C^2 W",
        fits=sp_fits,
        constraints="rows or columns",
        placement=INNER,
        verified="authors",
        options=_STRIPS,
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
        formula="3 m C + 3 m + 2 C, of which rows and columns m C + C each, "
        "m = max(8, C // reduction)",
        macs=ca_macs,
        macs_formula="2 m C (H + W), of which rows 2 m C H",
        fits=ca_fits,
        constraints="rows or columns",
        placement="MobileNetV2: after the depthwise convolution, before the projection",
        verified="authors",
        options={
            "reduction": Option(
                default=32, kind=int, meaning="how many times fewer hidden channels"
            ),
            **_STRIPS,
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
        formula="3 C / groups, of which channel C / groups",
        macs=sa_macs,
        macs_formula="0",
        fits=sa_fits,
        constraints="C divisible by 2 * groups; channel or spatial",
        placement=RESIDUAL,
        verified="authors",
        options={
            "groups": Option(default=64, kind=int, meaning="number of groups"),
            "channel": part("the gate of the first half"),
            "spatial": part("the gate of the second half"),
            "shuffle": part("the shuffle of the channels"),
        },
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
        formula="300, of which spatial 100",
        macs=triplet_macs,
        macs_formula="98 (C W + C H + H W), of which spatial 98 H W",
        fits=triplet_fits,
        constraints="channel or spatial",
        placement=RESIDUAL,
        verified="authors",
        options={
            "channel": part("the channel-width and the height-channel branch"),
            "spatial": part("the height-width branch"),
        },
    ),
    Entry(
        name="psa_p",
        acronym="PSA_p",
        title="Polarized self-attention, parallel",
        family="mixed",
        authors="Liu et al.",
        venue="preprint",
        year=2021,
        link="arXiv:2107.00782",
        build=ParallelPolarizedAttention,
        params=psa_p_params,
        formula="C + 4 C m, of which spatial 2 C m, m = C // 2; paper: channel 2 C more",
        macs=psa_p_macs,
        macs_formula="(C + 3 C m + 2 m) H W + C m, of which spatial (2 C m + m) H W",
        fits=psa_p_fits,
        constraints="C >= 2; channel or spatial",
        placement="HRNet: after the first convolution's norm and activation of each basic block",
        verified="authors",
        options={
            "reading": _READING,
            "channel": part("the channel mask"),
            "spatial": part("the position mask"),
        },
    ),
    Entry(
        name="psa_s",
        acronym="PSA_s",
        title="Polarized self-attention, sequential",
        family="mixed",
        authors="Liu et al.",
        venue="preprint",
        year=2021,
        link="arXiv:2107.00782",
        build=SequentialPolarizedAttention,
        params=psa_s_params,
        formula="C + 3 C m + (m + C + 3) h + C, of which spatial 2 C m, m = C // 2, h = m // 4; "
        "paper: C + 4 C m + 2 C",
        macs=psa_s_macs,
        macs_formula="(C + 3 C m + 2 m) H W + (m + C) h, of which spatial (2 C m + m) H W; "
        "paper: C m for (m + C) h",
        fits=psa_s_fits,
        constraints="C >= 16; paper or without channel: C >= 2; channel or spatial",
        placement="HRNet: after the first convolution's norm and activation of each basic block",
        verified="authors",
        options={
            "reading": _READING,
            "channel": part("the channel mask"),
            "spatial": part("the position mask"),
        },
    ),
    Entry(
        name="simam",
        acronym="SimAM",
        title="Simple parameter-free attention",
        family="mixed",
        authors="Yang et al.",
        venue="ICML",
        year=2021,
        link="PMLR 139",
        build=SimAM,
        params=simam_params,
        formula="0",
        macs=simam_macs,
        macs_formula="0",
        fits=simam_fits,
        constraints="maps of two positions or more",
        placement="after the 3x3 convolution of each residual branch, before its norm",
        verified="authors",
        options={
            "e_lambda": Option(
                default=1e-4, kind=float, minimum=1e-12, meaning="regularizer of the variance"
            )
        },
    ),
    Entry(
        name="gam",
        acronym="GAM",
        title="Global attention mechanism",
        family="mixed",
        authors="Liu et al.",
        venue="preprint",
        year=2021,
        link="arXiv:2112.05561",
        build=GlobalAttentionMechanism,
        params=gam_params,
        formula="2 C m + 98 C m / groups + 4 m + 4 C, of which channel 2 C m + m + C, "
        "m = C // reduction",
        macs=gam_macs,
        macs_formula="(2 C m + 98 C m / groups) H W, of which channel 2 C m H W",
        fits=gam_fits,
        constraints="C >= reduction; channel or spatial; with spatial C and C // reduction "
        "divisible by groups",
        placement=RESIDUAL,
        verified="paper",
        options={
            "reduction": Option(
                default=4, kind=int, meaning="how many times fewer hidden channels"
            ),
            "groups": Option(default=1, kind=int, meaning="groups of both convolutions"),
            "channel_sigmoid": Option(default=True, kind=bool, meaning="sigmoid of the first gate"),
            "channel": part("the first gate, over the channels of a position"),
            "spatial": part("the second gate, of two convolutions"),
        },
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
        macs_formula="groups (9 c^2 H W + c^2 (H + W) + 2 c H W), the last term with cross_spatial",
        fits=ema_fits,
        constraints="C divisible by groups",
        placement=RESIDUAL,
        verified="authors",
        options={
            "groups": Option(
                default=32, kind=int, meaning="number of groups, which the paper calls group size"
            ),
            "cross_spatial": part("cross-spatial learning; off: y = z * sigmoid(x1 + x2)"),
        },
    ),
    Entry(
        name="mlca",
        acronym="MLCA",
        title="Mixed local channel attention",
        family="mixed",
        authors="Wan et al.",
        venue="EAAI",
        year=2023,
        link="doi:10.1016/j.engappai.2023.106442",
        build=MixedLocalChannelAttention,
        params=mlca_params,
        formula="2 k, k by ECA's rule of log2(C)",
        macs=mlca_macs,
        macs_formula="k C (local_size^2 + 1)",
        fits=mlca_fits,
        constraints="none",
        placement="in the backbone of a YOLO detector",
        verified="authors",
        options={
            "local_size": Option(default=5, kind=int, minimum=1, meaning="patches a side"),
            "local_weight": Option(
                default=0.5, kind=float, minimum=0, meaning="share of the patch's own gate, to 1"
            ),
        },
    ),
    Entry(
        name="ela",
        acronym="ELA",
        title="Efficient local attention",
        family="mixed",
        authors="Xu et al.",
        venue="preprint",
        year=2024,
        link="arXiv:2403.01123",
        build=EfficientLocalAttention,
        params=ela_params,
        formula="9 C; tiny 7 C, small 42 C, large 58 C",
        macs=ela_macs,
        macs_formula="7 C (H + W), of which rows 7 C H; tiny 5, small 40, large 56",
        fits=ela_fits,
        constraints="C divisible by 16, tiny by 32; rows or columns",
        placement="where coordinate attention is",
        verified="public",
        options={
            "preset": Option(
                default="base",
                kind=str,
                choices=tuple(PRESETS),
                meaning="the paper's width of the strips' convolution and of its groups",
            ),
            **_STRIPS,
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
        formula="16 C, of which spatial 11 C",
        macs=scsa_macs,
        macs_formula="6 C (H + W) + 3 C n + 2 C (C / heads) n, of which spatial 6 C (H + W), "
        "n = (H // window) (W // window)",
        fits=scsa_fits,
        constraints="channel or spatial; with channel C divisible by heads, and maps of window or "
        "more a side; with spatial C divisible by 4",
        placement="after the middle convolution's norm and activation, before the last convolution",
        verified="authors",
        options={
            "heads": Option(default=1, kind=int, meaning="heads of the channel attention"),
            "window": Option(default=7, kind=int, meaning="side of the pooling; -1 the whole map"),
            "channel": part("the channel attention, PCSA"),
            "spatial": part("the gates of rows and columns, SMSA"),
        },
    ),
)
"""In the order of their papers."""
