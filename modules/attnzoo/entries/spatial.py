"""Entries of the mechanisms that weigh positions."""

from attnzoo.entries.places import RESIDUAL
from attnzoo.entry import Entry
from attnzoo.spatial.sge_options import SGEOptions

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
        code="attnzoo.spatial.sge:SpatialGroupEnhance",
        options_class=SGEOptions,
        is_gate=True,
        formula="2 groups",
        macs_formula="0",
        constraints="C divisible by groups; maps of two positions or more",
        placement=RESIDUAL,
        verified="authors",
    ),
)
"""In the order of their papers."""
