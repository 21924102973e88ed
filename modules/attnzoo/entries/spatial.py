"""Entries of the mechanisms that weigh positions."""

from attnzoo.entries.places import RESIDUAL
from attnzoo.entry import Entry, Option
from attnzoo.spatial.sge import SpatialGroupEnhance, sge_fits, sge_macs, sge_params

SPATIAL = (
    Entry(
        name="sge",
        acronym="SGE",
        title="Spatial group-wise enhance",
        family="spatial",
        authors="Li et al.",
        venue="preprint",
        year=2019,
        link="arXiv:1905.09646",
        build=SpatialGroupEnhance,
        params=sge_params,
        formula="2 groups",
        macs=sge_macs,
        macs_formula="0",
        fits=sge_fits,
        constraints="C divisible by groups; maps of two positions or more",
        placement=RESIDUAL,
        verified="authors",
        options={"groups": Option(default=64, kind=int, meaning="number of groups")},
    ),
)
"""In the order of their papers."""
