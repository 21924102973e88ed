"""Cost: what three counters see, and the time beside SE and ECA."""

from functools import partial
from textwrap import shorten

import torch
from torch import Tensor, nn

from attnbench.cost.count import Cost
from attnbench.cost.disagreement import REFERENCE, added_by_operator, cautions
from attnbench.cost.macs import COUNTERS, NotCounted, count_macs
from attnbench.cost.speed import time_in_turns
from attnbench.doctor.check import Check, Outcome, failed, passed, warned
from attnbench.doctor.checks.closeness import size_text
from attnbench.doctor.subject import Subject
from attnreport.statistics import paired_ratio
from attnreport.units import interval_text
from attnzoo import CATALOG

THEME = "cost"
REFERENCES = ("se", "eca")
ROUNDS = 30
BATCH = 8


def _counters(subject: Subject) -> Outcome:
    cost = _cost(subject)
    if cost.macs[REFERENCE] is None:
        return failed(cost.not_counted[REFERENCE])
    macs = ", ".join(
        f"{name} {'–' if value is None else f'{value:,}'}" for name, value in cost.macs.items()
    )
    seen = f"MACs on {subject.channels}x{size_text(subject.size)}: {macs}"
    nothing = Cost(
        params=0,
        macs=dict.fromkeys(COUNTERS, 0),
        activations=0,
        elementwise=0,
        bytes_moved=0,
        macs_by_operator={name: type(counts)() for name, counts in cost.macs_by_operator.items()},
        not_counted={},
    )
    told = [caution.detail for caution in cautions(cost, added_by_operator(nothing, cost))]
    if told:
        return warned(
            f"{seen}. {'; '.join(told)}",
            "torch sees convolutions and matrix products alone; fvcore adds norms and adaptive "
            "pooling; thop knows module types and misses every functional product. None sees "
            "elementwise work.",
            "Nothing, if every weight is registered: name the counter beside the number, as "
            "attnbench's tables do.",
        )
    return passed(f"{seen}{'' if cost.macs[REFERENCE] else ': none sees elementwise work'}")


def _cost(subject: Subject) -> Cost:
    """The module's own sizes, without the network around it."""
    module = subject.make()
    counted, missing = {}, {}
    for name in COUNTERS:
        try:
            counted[name] = count_macs(name, module, (subject.channels, *subject.size))
        except NotCounted as error:
            missing[name] = shorten(str(error), 160, placeholder=" ...")
    return Cost(
        params=sum(parameter.numel() for parameter in module.parameters()),
        macs={name: counted[name].total() if name in counted else None for name in COUNTERS},
        activations=0,
        elementwise=0,
        bytes_moved=0,
        macs_by_operator=counted,
        not_counted=missing,
    )


def _speed(subject: Subject) -> Outcome:
    modules = {"module": subject.make()}
    for name in REFERENCES:
        if CATALOG[name].misfit(subject.channels, *subject.size) is None:
            modules[name] = CATALOG[name].build(subject.channels).to(subject.device)
    given = subject.maps(BATCH)
    actions = {name: partial(_step, each.train(), given) for name, each in modules.items()}
    # As in a comparison: more threads than free cores make times that do not repeat.
    torch.set_num_threads(1)
    seconds = time_in_turns(
        actions, rounds=ROUNDS, device=subject.device, report=lambda _share, _words: None
    )
    parts = [
        f"{_times(seconds['module'], seconds[name])} x {CATALOG[name].acronym}"
        for name in REFERENCES
        if name in seconds
    ]
    median_ms = 1000 * float(torch.tensor(seconds["module"]).median())
    beside = f", {' and '.join(parts)}" if parts else ""
    return passed(f"{median_ms:.2f} ms forward and backward of {BATCH} maps, 1 thread{beside}")


def _step(module: nn.Module, given: Tensor) -> None:
    # A copy: a module that changes its input in place may not be given a leaf.
    module(given.clone().requires_grad_().clone()).sum().backward()


def _times(own: tuple[float, ...], other: tuple[float, ...]) -> str:
    ratio = paired_ratio(own, other)
    return interval_text(ratio.value, ratio.low, ratio.high)


CHECKS = (
    Check(
        name="counters",
        theme=THEME,
        title="Three counters agree",
        examine=_counters,
        meaning="Its cost cannot be counted, so no table can print it.",
        remedy="Fix what the counter's message says; counting runs on the meta device, without "
        "numbers.",
    ),
    Check(
        name="speed",
        theme=THEME,
        title="Beside SE and ECA",
        examine=_speed,
        meaning="It cannot be timed.",
        remedy="Fix what the message says.",
    ),
)
