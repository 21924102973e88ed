"""Entries of the mechanisms that weigh whole channels."""

from attnzoo.channel.eca import EfficientChannelAttention, eca_fits, eca_macs, eca_params
from attnzoo.channel.ese import EffectiveSqueezeExcitation, ese_fits, ese_macs, ese_params
from attnzoo.channel.fca import COUNTS, FrequencyChannelAttention, fca_fits, fca_macs, fca_params
from attnzoo.channel.gc import FUSIONS, POOLINGS, GlobalContext, gc_fits, gc_macs, gc_params
from attnzoo.channel.gct import MODES, GatedChannelTransformation, gct_fits, gct_macs, gct_params
from attnzoo.channel.nam import NormalizationAttention, nam_fits, nam_macs, nam_params
from attnzoo.channel.se import SqueezeExcitation, se_fits, se_macs, se_params
from attnzoo.channel.sk import SelectiveKernel, sk_fits, sk_macs, sk_params
from attnzoo.channel.srm import StyleRecalibration, srm_fits, srm_macs, srm_params
from attnzoo.entries.places import RESIDUAL
from attnzoo.entry import Entry, Option
from attnzoo.fit import READINGS

CHANNEL = (
    Entry(
        name="se",
        acronym="SE",
        title="Squeeze-and-excitation",
        family="channel",
        authors="Hu et al.",
        venue="CVPR",
        year=2018,
        link="arXiv:1709.01507",
        build=SqueezeExcitation,
        params=se_params,
        formula="2 C (C // reduction)",
        macs=se_macs,
        macs_formula="2 C (C // reduction)",
        fits=se_fits,
        constraints="C >= reduction",
        placement=RESIDUAL,
        verified="authors",
        options={
            "reduction": Option(
                default=16, kind=int, meaning="how many times fewer hidden channels"
            )
        },
    ),
    Entry(
        name="sk",
        acronym="SK",
        title="Selective kernel",
        family="channel",
        authors="Li et al.",
        venue="CVPR",
        year=2019,
        link="arXiv:1903.06586",
        build=SelectiveKernel,
        params=sk_params,
        formula="9 C^2 + 9 C^2 / groups + 4 C + 3 C m + 2 m, m = C // reduction; "
        "paper: 18 C^2 / groups for the first two terms, m of 32 or more",
        macs=sk_macs,
        macs_formula="(9 C^2 + 9 C^2 / groups) H W + 3 C m; paper: 18 C^2 / groups H W + 3 C m",
        fits=sk_fits,
        constraints="C divisible by groups; C >= reduction; batches of two or more in training",
        placement="in place of each bottleneck's 3x3 convolution with its norm and activation",
        verified="authors",
        options={
            "groups": Option(
                default=32, kind=int, minimum=1, meaning="groups of the grouped convolution"
            ),
            "reduction": Option(
                default=16, kind=int, minimum=1, meaning="how many times fewer hidden channels"
            ),
            "reading": Option(
                default="code",
                kind=str,
                choices=READINGS,
                meaning="a dense and a grouped 3x3, or two grouped with the second dilated",
            ),
        },
    ),
    Entry(
        name="gc",
        acronym="GC",
        title="Global context",
        family="channel",
        authors="Cao et al.",
        venue="ICCV workshop",
        year=2019,
        link="arXiv:1904.11492",
        build=GlobalContext,
        params=gc_params,
        formula="2 C p + 3 p + 2 C + 1, p = int(C ratio); with avg C + 1 fewer; "
        "with both 2 C p + 3 p + C more",
        macs=gc_macs,
        macs_formula="2 C H W + 2 C p; with avg 2 C p; with both 2 C p more",
        fits=gc_fits,
        constraints="int(C ratio) >= 2",
        placement=RESIDUAL,
        verified="authors",
        options={
            "ratio": Option(
                default=1 / 16, kind=float, minimum=0, meaning="hidden channels as a share"
            ),
            "pooling": Option(
                default="att",
                kind=str,
                choices=POOLINGS,
                meaning="a weighted sum over positions, or the mean",
            ),
            "fusion": Option(
                default="add",
                kind=str,
                choices=FUSIONS,
                meaning="how the context enters the map",
            ),
        },
    ),
    Entry(
        name="srm",
        acronym="SRM",
        title="Style-based recalibration",
        family="channel",
        authors="Lee et al.",
        venue="ICCV",
        year=2019,
        link="arXiv:1903.10829",
        build=StyleRecalibration,
        params=srm_params,
        formula="4 C",
        macs=srm_macs,
        macs_formula="0",
        fits=srm_fits,
        constraints="maps of two positions or more",
        placement=RESIDUAL,
        verified="authors",
    ),
    Entry(
        name="eca",
        acronym="ECA",
        title="Efficient channel attention",
        family="channel",
        authors="Wang et al.",
        venue="CVPR",
        year=2020,
        link="arXiv:1910.03151",
        build=EfficientChannelAttention,
        params=eca_params,
        formula="k",
        macs=eca_macs,
        macs_formula="k C",
        fits=eca_fits,
        constraints="k odd",
        placement=RESIDUAL,
        verified="authors",
        options={
            "kernel_size": Option(
                default=None, kind=int, meaning="odd; by default the paper's rule of log2(C)"
            )
        },
    ),
    Entry(
        name="gct",
        acronym="GCT",
        title="Gated channel transformation",
        family="channel",
        authors="Yang et al.",
        venue="CVPR",
        year=2020,
        link="arXiv:1909.11519",
        build=GatedChannelTransformation,
        params=gct_params,
        formula="3 C",
        macs=gct_macs,
        macs_formula="0",
        fits=gct_fits,
        constraints="none",
        placement="before each convolution",
        verified="authors",
        options={
            "mode": Option(default="l2", kind=str, choices=MODES, meaning="norm of a channel")
        },
    ),
    Entry(
        name="ese",
        acronym="eSE",
        title="Effective squeeze-excitation",
        family="channel",
        authors="Lee et al.",
        venue="CVPR",
        year=2020,
        link="arXiv:1911.06667",
        build=EffectiveSqueezeExcitation,
        params=ese_params,
        formula="C^2 + C",
        macs=ese_macs,
        macs_formula="C^2",
        fits=ese_fits,
        constraints="none",
        placement="at the end of each one-shot aggregation block of VoVNet",
        verified="paper",
    ),
    Entry(
        name="nam",
        acronym="NAM",
        title="Normalization-based attention",
        family="channel",
        authors="Liu et al.",
        venue="NeurIPS workshop",
        year=2021,
        link="arXiv:2111.12419",
        build=NormalizationAttention,
        params=nam_params,
        formula="2 C",
        macs=nam_macs,
        macs_formula="0",
        fits=nam_fits,
        constraints="none",
        placement=RESIDUAL,
        verified="authors",
    ),
    Entry(
        name="fca",
        acronym="FCA",
        title="Frequency channel attention",
        family="channel",
        authors="Qin et al.",
        venue="ICCV",
        year=2021,
        link="arXiv:2012.11879",
        build=FrequencyChannelAttention,
        params=fca_params,
        formula="2 C (C // reduction)",
        macs=fca_macs,
        macs_formula="2 C (C // reduction)",
        fits=fca_fits,
        constraints="C divisible by frequencies; C >= reduction",
        placement=RESIDUAL,
        verified="authors",
        options={
            "frequencies": Option(
                default=16, kind=int, choices=COUNTS, meaning="frequencies among the channels"
            ),
            "reduction": Option(
                default=16, kind=int, meaning="how many times fewer hidden channels"
            ),
        },
        sized=True,
    ),
)
"""In the order of their papers."""
