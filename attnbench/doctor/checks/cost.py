"""Cost: what every counter sees, and the time next to SE and ECA."""

from functools import partial
from textwrap import shorten

import torch
from torch import Tensor, nn

from attnbench.cost import disagreement, no_formula
from attnbench.cost.counters import COUNTERS, REFERENCE
from attnbench.cost.ledger import read_ledger
from attnbench.cost.macs import count_all_macs
from attnbench.cost.no_formula import elements_without_formula
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
    """The module's own multiply-accumulates, without a network around it."""
    size = (subject.channels, *subject.size)
    module = subject.make()
    counts = count_all_macs(module, size)
    reasons = {
        name: shorten(reason, 160, placeholder=" ...")
        for name, reason in counts.not_counted.items()
    }
    if REFERENCE in reasons:
        return failed(reasons[REFERENCE])
    macs = ", ".join(
        f"{name} {'–' if total is None else f'{total:,}'}" for name, total in counts.totals.items()
    )
    seen = f"MACs on {subject.channels}x{size_text(subject.size)}: {macs}"
    unseen = elements_without_formula(read_ledger(module, size).operations)
    details = [
        caution.detail
        for caution in (
            *disagreement.cautions(reasons, counts.by_operator, "added"),
            *no_formula.cautions(unseen),
        )
    ]
    if details:
        return warned(
            f"{seen}. {'; '.join(details)}",
            " ".join(f"{c.name} counts {c.counts}, not {c.misses}." for c in COUNTERS.values()),
            "Nothing, if every weight is registered: name the counter beside the number, as "
            "attnbench's tables do.",
        )
    nothing = "" if counts.totals[REFERENCE] else ": no counter sees elementwise work"
    return passed(f"{seen}{nothing}")


def _speed(subject: Subject) -> Outcome:
    modules = {"module": subject.make()}
    for name in REFERENCES:
        if CATALOG[name].misfit(subject.channels, *subject.size) is None:
            modules[name] = CATALOG[name].build(subject.channels).to(subject.device)
    x = subject.maps(BATCH)
    actions = {name: partial(_step, module.train(), x) for name, module in modules.items()}
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


def _step(module: nn.Module, x: Tensor) -> None:
    # A copy: a module that changes its input in place may not be given a leaf.
    module(x.clone().requires_grad_().clone()).sum().backward()


def _times(own: tuple[float, ...], other: tuple[float, ...]) -> str:
    ratio = paired_ratio(own, other)
    return interval_text(ratio.value, ratio.low, ratio.high)


CHECKS = (
    Check(
        name="counters",
        theme=THEME,
        title="The counters agree",
        examine=_counters,
        meaning="Its cost cannot be counted, so no table can print it.",
        remedy="Fix what the counter's message says; counting runs on the meta device, without "
        "numbers.",
    ),
    Check(
        name="speed",
        theme=THEME,
        title="Can be timed next to SE and ECA",
        examine=_speed,
        meaning="It cannot be timed.",
        remedy="Fix what the message says.",
    ),
)
