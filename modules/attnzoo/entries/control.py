"""Entries of the controls, which show what a gain is due to."""

from functools import partial

from attnzoo.control.constant_gate_options import ConstantGateOptions
from attnzoo.control.conv_matched_options import MatchedConvolutionOptions
from attnzoo.control.identity_options import IdentityOptions
from attnzoo.control.shuffled_gate_options import ShuffledGateOptions
from attnzoo.entry import Entry

_control = partial(
    Entry,
    family="control",
    authors="a control defined by attnbench",
    venue="",
    year=None,
    link="",
    placement="in place of the module that it is compared with",
    verified="definition",
)

CONTROL = (
    _control(
        name="identity",
        acronym="Identity",
        title="Identity",
        code="attnzoo.control.identity:Identity",
        options_class=IdentityOptions,
        formula="0",
        macs_formula="0",
        constraints="none",
    ),
    _control(
        name="constant_gate",
        acronym="Constant gate",
        title="Constant gate",
        code="attnzoo.control.constant_gate:ConstantGate",
        options_class=ConstantGateOptions,
        formula="C",
        macs_formula="0",
        constraints="none",
    ),
    _control(
        name="shuffled_gate",
        acronym="Shuffled gate",
        title="Gate of another image",
        code="attnzoo.control.shuffled_gate:ShuffledGate",
        options_class=ShuffledGateOptions,
        formula="as the module",
        macs_formula="as the module",
        constraints="as the module",
    ),
    _control(
        name="conv_matched",
        acronym="Convolution",
        title="Plain convolution of equal MACs",
        code="attnzoo.control.conv_matched:MatchedConvolution",
        options_class=MatchedConvolutionOptions,
        formula="k^2 m^2, such that k^2 m^2 H W is nearest to the module's MACs",
        macs_formula="k^2 m^2 H W",
        constraints="as the module, whose MACs a convolution must meet within a tenth",
    ),
)
"""From nothing at all to as much as the module."""
