"""Entries of the controls, which answer what a gain is due to."""

from attnzoo.control.constant_gate import (
    ConstantGate,
    constant_gate_fits,
    constant_gate_macs,
    constant_gate_params,
)
from attnzoo.control.conv_matched import (
    MatchedConvolution,
    conv_matched_fits,
    conv_matched_macs,
    conv_matched_params,
)
from attnzoo.control.identity import Identity, identity_fits, identity_macs, identity_params
from attnzoo.control.of import GATES, MODULES
from attnzoo.control.shuffled_gate import (
    ShuffledGate,
    shuffled_gate_fits,
    shuffled_gate_macs,
    shuffled_gate_params,
)
from attnzoo.entry import Entry, Option

AUTHORS = "a control of attnbench"
PLACEMENT = "where the module is that it is compared with"

CONTROL = (
    Entry(
        name="identity",
        acronym="Identity",
        title="Identity",
        family="control",
        authors=AUTHORS,
        venue="",
        year=None,
        link="",
        build=Identity,
        params=identity_params,
        formula="0",
        macs=identity_macs,
        macs_formula="0",
        fits=identity_fits,
        constraints="none",
        placement=PLACEMENT,
        verified="definition",
    ),
    Entry(
        name="constant_gate",
        acronym="Constant gate",
        title="Constant gate",
        family="control",
        authors=AUTHORS,
        venue="",
        year=None,
        link="",
        build=ConstantGate,
        params=constant_gate_params,
        formula="C",
        macs=constant_gate_macs,
        macs_formula="0",
        fits=constant_gate_fits,
        constraints="none",
        placement=PLACEMENT,
        verified="definition",
    ),
    Entry(
        name="shuffled_gate",
        acronym="Shuffled gate",
        title="Gate of another image",
        family="control",
        authors=AUTHORS,
        venue="",
        year=None,
        link="",
        build=ShuffledGate,
        params=shuffled_gate_params,
        formula="as the module",
        macs=shuffled_gate_macs,
        macs_formula="as the module",
        fits=shuffled_gate_fits,
        constraints="as the module",
        placement=PLACEMENT,
        verified="definition",
        options={
            "of": Option(default="ema", kind=str, choices=GATES, meaning="whose gate is shuffled")
        },
    ),
    Entry(
        name="conv_matched",
        acronym="Convolution",
        title="Plain convolution of equal MACs",
        family="control",
        authors=AUTHORS,
        venue="",
        year=None,
        link="",
        build=MatchedConvolution,
        params=conv_matched_params,
        formula="k^2 m^2, such that k^2 m^2 H W is nearest to the module's MACs",
        macs=conv_matched_macs,
        macs_formula="k^2 m^2 H W",
        fits=conv_matched_fits,
        constraints="as the module, whose MACs a convolution must meet within a tenth",
        placement=PLACEMENT,
        verified="definition",
        options={
            "of": Option(
                default="ema", kind=str, choices=tuple(MODULES), meaning="whose MACs are matched"
            )
        },
        sized=True,
    ),
)
"""From nothing at all to as much as the module."""
