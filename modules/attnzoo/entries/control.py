"""Entries of the controls, which answer what a gain is due to."""

from functools import partial

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

_control = partial(
    Entry,
    family="control",
    authors="a control of attnbench",
    venue="",
    year=None,
    link="",
    placement="where the module is that it is compared with",
    verified="definition",
)

CONTROL = (
    _control(
        name="identity",
        acronym="Identity",
        title="Identity",
        build=Identity,
        params=identity_params,
        formula="0",
        macs=identity_macs,
        macs_formula="0",
        fits=identity_fits,
        constraints="none",
    ),
    _control(
        name="constant_gate",
        acronym="Constant gate",
        title="Constant gate",
        build=ConstantGate,
        params=constant_gate_params,
        formula="C",
        macs=constant_gate_macs,
        macs_formula="0",
        fits=constant_gate_fits,
        constraints="none",
    ),
    _control(
        name="shuffled_gate",
        acronym="Shuffled gate",
        title="Gate of another image",
        build=ShuffledGate,
        params=shuffled_gate_params,
        formula="as the module",
        macs=shuffled_gate_macs,
        macs_formula="as the module",
        fits=shuffled_gate_fits,
        constraints="as the module",
        options={
            "of": Option(default="ema", kind=str, choices=GATES, meaning="whose gate is shuffled")
        },
    ),
    _control(
        name="conv_matched",
        acronym="Convolution",
        title="Plain convolution of equal MACs",
        build=MatchedConvolution,
        params=conv_matched_params,
        formula="k^2 m^2, such that k^2 m^2 H W is nearest to the module's MACs",
        macs=conv_matched_macs,
        macs_formula="k^2 m^2 H W",
        fits=conv_matched_fits,
        constraints="as the module, whose MACs a convolution must meet within a tenth",
        options={
            "of": Option(
                default="ema", kind=str, choices=tuple(MODULES), meaning="whose MACs are matched"
            )
        },
        sized=True,
    ),
)
"""From nothing at all to as much as the module."""
