"""Entries of the mechanisms that weigh whole channels."""

from attnzoo.channel.eca import EfficientChannelAttention, eca_fits, eca_macs, eca_params
from attnzoo.channel.nam import NormalizationAttention, nam_fits, nam_macs, nam_params
from attnzoo.channel.se import SqueezeExcitation, se_fits, se_macs, se_params
from attnzoo.entries.places import RESIDUAL
from attnzoo.entry import Entry, Option

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
)
"""In the order of their papers."""
