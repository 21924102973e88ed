"""Numbers: memory layout, mixed precision, determinism, and torch's own settings."""

import random

import torch
from torch import Tensor, nn

from attnbench.doctor.check import Check, Outcome, failed, passed, warned
from attnbench.doctor.checks.closeness import ROUNDING, listed
from attnbench.doctor.checks.gradients import gradients_of
from attnbench.doctor.subject import Subject, evaluate
from attnbench.gap import gap
from attnbench.own.adapter import Adapter
from attnbench.own.containment import contained, error_text, settings

THEME = "numbers"
NOTICEABLE = 0.1
"""Relative difference between autocast and float32 that is more than bfloat16's rounding."""


def _channels_last(subject: Subject) -> Outcome:
    module, x = subject.moved().eval(), subject.maps()
    expected = evaluate(subject.moved(), x)
    turned = x.contiguous(memory_format=torch.channels_last)
    module = module.to(memory_format=torch.channels_last)
    if isinstance(module, Adapter):
        # In a network attnbench copies the map; here the module's own error is wanted.
        module.copies = False
    output = module(turned.clone())
    if gap(output, expected) > ROUNDING[torch.float32]:
        return failed(f"the output differs by {gap(output, expected):.2g} of its largest value")
    gradients_of(module, turned)
    if not output.is_contiguous(memory_format=torch.channels_last):
        return warned(
            "the numbers are right, but the output is no longer in channels_last",
            "The next convolution converts the map back: correct, but slower.",
            "End with y.contiguous(memory_format=torch.channels_last), or with an operation on the "
            "map as it came, such as x * gate.",
        )
    return passed("layout kept")


def _amp(subject: Subject) -> Outcome:
    kind = torch.device(subject.device).type
    dtype = torch.bfloat16 if kind == "cpu" else torch.float16
    module, x = subject.moved().eval(), subject.maps()
    with torch.autocast(kind, dtype):
        output = module(x.clone())
        gradients = gradients_of(module.train(), x)
    if not output.isfinite().all():
        return failed("the output is NaN or infinite")
    bad = [
        k
        for k, gradient in gradients.items()
        if gradient is not None and not gradient.isfinite().all()
    ]
    if bad:
        return failed(f"NaN or infinity in the gradient of {listed(bad)}")
    far = _distance(output, evaluate(module, x))
    name = str(dtype).removeprefix("torch.")
    if far > NOTICEABLE:
        return warned(
            f"under {name} autocast the output is {far:.0%} off",
            "More than rounding: somewhere small differences of large numbers matter.",
            "Compute the part that needs it in float32: "
            "with torch.autocast(x.device.type, enabled=False) on x.float().",
        )
    return passed(f"{name} autocast is {far:.1%} off float32")


def _distance(one: Tensor, other: Tensor) -> float:
    difference = (one.double() - other.double()).norm()
    return float(difference / other.double().norm().clamp_min(1e-12))


def _determinism(subject: Subject) -> Outcome:
    module, x = subject.moved(), subject.maps(4)
    difference = gap(evaluate(module, x), evaluate(module, x))
    if difference:
        seen = f"in evaluation two calls on one map differ by {difference:.2g} of the largest value"
        return _remembers(seen) if subject.is_steady() else failed(seen)
    first, second = (_training_run(subject, x) for _ in range(2))
    unequal = [name for name, value in first.items() if not torch.equal(value, second[name])]
    if unequal:
        return failed(
            f"under one seed two training steps differ in {listed(unequal)}",
            "No run can be repeated, and a difference between modules may be due to chance.",
            "Draw random numbers from torch alone, not from `random`, NumPy, time or id().",
        )
    torch.use_deterministic_algorithms(True)
    try:
        gradients_of(module.train(), x)
    except RuntimeError as error:
        if "deterministic" not in str(error):
            raise
        return warned(
            f"torch has no deterministic implementation: {error_text(error)}",
            "Runs on this device are not bit-identical.",
            "Choose another operation, or say so beside the results.",
        )
    return passed("evaluation, training, torch's deterministic mode")


def _remembers(seen: str) -> Outcome:
    return failed(
        f"{seen}: the first call is remembered",
        "The order of the test images would change the score.",
        "Update statistics only `if self.training:`, and keep nothing from call to call.",
    )


def _training_run(subject: Subject, x: Tensor) -> dict[str, Tensor]:
    module = subject.moved().train()
    torch.manual_seed(4)
    gradients = gradients_of(module, x)
    return {name: gradient for name, gradient in gradients.items() if gradient is not None}


def _surroundings(subject: Subject) -> Outcome:
    module, x = subject.make().eval(), subject.maps()
    with contained() as printed:
        torch.manual_seed(11)
        random.seed(11)
        before, state = settings(), (torch.get_rng_state(), random.getstate())
        _call(module, x)
        after = settings()
        reseeded = not torch.equal(state[0], torch.get_rng_state()) or state[1] != random.getstate()
    changed = [
        f"{name}: {before[name]} -> {after[name]}" for name in before if before[name] != after[name]
    ]
    if changed:
        return failed(f"forward changes {listed(changed)}")
    if reseeded:
        return warned(
            "evaluating draws or seeds random numbers",
            "Everything random that comes after it, data order included, depends on it.",
            "Draw only `if self.training:`, and never call manual_seed in forward.",
        )
    if printed.getvalue().strip():
        first = printed.getvalue().strip().splitlines()[0][:60]
        return warned(
            f"forward prints: {first}",
            "Printed once per batch, it fills the log.",
            "Remove the print.",
        )
    return passed()


def _call(module: nn.Module, x: Tensor) -> None:
    module(x)


CHECKS = (
    Check(
        name="determinism",
        theme=THEME,
        title="Same input and seed, same numbers",
        examine=_determinism,
        meaning="A test score changes from run to run: dropout or noise is on in evaluation.",
        remedy="Use F.dropout(x, p, training=self.training) or nn.Dropout; add noise only "
        "`if self.training:`.",
    ),
    Check(
        name="channels_last",
        theme=THEME,
        title="Works in channels_last",
        examine=_channels_last,
        meaning="Most fast training keeps maps in channels_last: there it stops, or computes "
        "something else. attnbench copies each map for it first, which takes time.",
        remedy="view() needs one fixed memory order: use reshape() or flatten().",
        needs_steady=True,
    ),
    Check(
        name="amp",
        theme=THEME,
        title="Works in mixed precision",
        examine=_amp,
        meaning="Under autocast some tensors are half precision and some are not; here they meet, "
        "or a number grows too large.",
        remedy="Make constants with dtype=x.dtype, bring two operands to one type before a matrix "
        "product, and keep exponentials and sums of squares in float32.",
        needs_steady=True,
    ),
    Check(
        name="surroundings",
        theme=THEME,
        title="Leaves torch's settings and the terminal alone",
        examine=_surroundings,
        meaning="Everything after it in the program runs under other settings.",
        remedy="Use context managers such as torch.no_grad(), or leave the settings alone.",
    ),
)
