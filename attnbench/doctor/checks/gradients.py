"""Gradients: every parameter learns, nothing becomes NaN, no part is cut off."""

from collections.abc import Iterator, Mapping

import torch
from torch import Tensor, nn

from attnbench.doctor.check import Check, Outcome, failed, passed, skipped, warned
from attnbench.doctor.checks.closeness import listed
from attnbench.doctor.checks.effect import effect, rounding
from attnbench.doctor.subject import Subject, evaluate
from attnbench.gap import gap
from attnreport.text import plural

THEME = "learning"
INPUT = "the input"
NEGLIGIBLE = 1e-10
"""A gradient this much smaller than the largest is rounding, in float64."""

FEWEST_TRIES = 3
TRIES = 12

STEPS = (1e-6, 1e-7, 1e-7)
"""Of each try along a direction: a finer one crosses fewer kinks."""

AGREEMENT = 1e-3

Gradients = Mapping[str, Tensor | None]


def gradients_of(module: nn.Module, x: Tensor) -> Gradients:
    """By name the gradient of a random sum of the output, the input's too."""
    x = x.clone().requires_grad_()
    # A copy: what a network gives is no leaf, and may be changed in place.
    output = module(x.clone())
    if output.requires_grad:
        (output * _weights(output)).sum().backward()
    learning = {name: p for name, p in module.named_parameters() if p.requires_grad}
    return {INPUT: x.grad, **{name: parameter.grad for name, parameter in learning.items()}}


def _weights(output: Tensor) -> Tensor:
    generator = torch.Generator().manual_seed(3)
    return torch.randn(output.shape, generator=generator).to(output)


def _gradients(subject: Subject) -> Outcome:
    dtype = subject.finest()
    tries: list[Gradients] = []
    for module, x in _tries(subject, dtype):
        tries.append(gradients_of(module.train(), x))
        zero = [
            name
            for name in tries[0]
            if all(_is_zero(name, gradients, dtype) for gradients in tries)
        ]
        if len(tries) >= FEWEST_TRIES and not zero:
            break
    names = list(tries[0])
    bad = [name for name in names if any(_is_bad(gradients[name]) for gradients in tries)]
    if bad:
        return failed(
            f"NaN or infinity in the gradient of {listed(bad)}",
            "One such step makes every weight of the network NaN.",
            "Look for sqrt, norm, log, division or std near 0: put an epsilon inside, "
            "(x * x + eps).sqrt().",
        )
    unreached = [name for name in names if all(gradients[name] is None for gradients in tries)]
    if unreached:
        return _no_gradient(unreached)
    return _zero_gradients(subject, dtype, zero, len(names) - 1)


def _tries(subject: Subject, dtype: torch.dtype) -> Iterator[tuple[nn.Module, Tensor]]:
    """At the start, where a zero may be meant, and away from it; some meet a dead region."""
    yield subject.make().to(dtype), subject.maps(4, dtype=dtype)
    for seed in range(TRIES):
        yield subject.moved(dtype=dtype, seed=seed), subject.maps(4, dtype=dtype, seed=seed)


def _is_bad(gradient: Tensor | None) -> bool:
    return gradient is not None and not bool(gradient.isfinite().all())


def _is_zero(name: str, gradients: Gradients, dtype: torch.dtype) -> bool:
    sizes = (float(g.abs().max()) for g in gradients.values() if g is not None and g.numel())
    largest = max(sizes, default=0.0)
    own = gradients[name]
    floor = NEGLIGIBLE if dtype is torch.float64 else 1e-6
    return own is None or not own.numel() or float(own.abs().max()) <= floor * largest


def _no_gradient(unreached: list[str]) -> Outcome:
    if INPUT in unreached:
        return failed(
            f"no gradient reaches {listed(unreached)}",
            "Every layer before the module would stop learning.",
            "Remove .data, .detach(), .item(), .numpy() and torch.no_grad() between input and "
            "output.",
        )
    return failed(f"no gradient at all (None) for {listed(unreached)}")


def _zero_gradients(subject: Subject, dtype: torch.dtype, zero: list[str], count: int) -> Outcome:
    if INPUT in zero:
        return failed(
            "the gradient of the input is zero at every try",
            "Every layer before the module would stop learning.",
            "Something between input and output has no slope: rounding, argmax, a comparison or a "
            "saturated function.",
        )
    stuck = [name for name in zero if effect(subject, name, dtype, train=True) > rounding(dtype)]
    if stuck:
        return failed(
            f"zero gradient at every try for {listed(stuck)}, though changing it changes the "
            "output",
            "It decides the output but never learns.",
            "Something behind it has no slope: rounding, sign, argmax, a comparison, or .data and "
            ".detach() around a part of it.",
        )
    if not count:
        return passed("no parameters; the input's is finite")
    exception = f"; zero for {listed(zero)}, which has no effect in training" if zero else ""
    return passed(f"{plural(count, 'parameter')} and the input{exception}")


def _dead_channels(subject: Subject) -> Outcome:
    maps = {
        "a map of zeros": torch.zeros_like(subject.maps(4)),
        "a constant map": torch.ones_like(subject.maps(4)),
        "a map of numbers around 1000": subject.maps(4) * 1000,
    }
    problems = []
    for name, x in maps.items():
        for module in (subject.make().train(), subject.make().eval()):
            if not module(x.clone()).isfinite().all():
                problems.append(f"NaN or infinity in the output for {name}")
                break
            bad = [key for key, gradient in gradients_of(module, x).items() if _is_bad(gradient)]
            if bad:
                problems.append(f"NaN or infinity in the gradient of {listed(bad)} for {name}")
                break
    if problems:
        return failed("; ".join(problems))
    return passed()


def _slopes(subject: Subject) -> Outcome:
    if subject.finest() is not torch.float64:
        return skipped("it does not run in float64, where alone the comparison is sharp")
    module, x = subject.moved(dtype=torch.float64), subject.maps(dtype=torch.float64)
    if gap(evaluate(module, x), evaluate(module, x)):
        return skipped("a call changes the next: see eval")
    wrong = {name: text for name in _names(module) if (text := _disagreement(subject, name))}
    if INPUT in wrong:
        return failed(f"along the input {wrong[INPUT]}")
    if wrong:
        texts = [f"along {name} {text}" for name, text in wrong.items()]
        return warned(
            listed(texts, 2),
            "A part of what this weight does is hidden from autograd: it learns from a part of its "
            "effect only. Some papers intend this.",
            "If it is not meant, take .data, .detach() or torch.no_grad() away from it.",
        )
    return passed(f"finite differences along {plural(len(_names(module)), 'tensor')}")


def _names(module: nn.Module) -> list[str]:
    return [
        INPUT,
        *(name for name, parameter in module.named_parameters() if parameter.requires_grad),
    ]


def _disagreement(subject: Subject, name: str) -> str | None:
    """Autograd's slope along a random direction and the measured one, if they differ at each try.

    One try may meet a kink, where there is no slope to agree on. A map that is sampled between its
    positions has so many that a coarse step always crosses some.
    """
    text = None
    for seed, step in enumerate(STEPS):
        slope, measured, scale = _slope(subject, name, seed, step)
        floor = AGREEMENT * max(abs(slope), abs(measured)) + 1e-8 * scale
        if abs(slope - measured) <= floor:
            return None
        text = f"autograd gives {slope:.3g} where the output really changes by {measured:.3g}"
    return text


def _slope(subject: Subject, name: str, seed: int, step: float) -> tuple[float, float, float]:
    """Autograd's slope along a random direction, the measured one, and the size of the sum."""
    module = subject.moved(dtype=torch.float64, seed=10 + seed).eval()
    x = subject.maps(dtype=torch.float64, seed=10 + seed)
    target = x if name == INPUT else module.get_parameter(name).data
    generator = torch.Generator().manual_seed(seed)
    direction = torch.randn(target.shape, generator=generator).to(target)
    gradient = gradients_of(module, x)[name]
    slope = 0.0 if gradient is None else float((gradient * direction).sum())
    values = []
    for sign in (1, -2):
        target.add_(direction, alpha=sign * step)
        output = evaluate(module, x)
        values.append(float((output * _weights(output)).sum()))
    return slope, (values[0] - values[1]) / (2 * step), float(output.abs().sum())


CHECKS = (
    Check(
        name="gradients",
        theme=THEME,
        title="Every parameter gets a finite gradient",
        examine=_gradients,
        meaning="It never learns: it keeps its initial value, and DDP stops "
        "with an error about unused parameters.",
        remedy="Use it in forward without .data, .detach(), .item() or torch.no_grad(); or delete "
        "it; or set requires_grad=False if it is meant to stay fixed.",
    ),
    Check(
        name="extremes",
        theme=THEME,
        title="Finite on zeros, constants and large numbers",
        examine=_dead_channels,
        meaning="Behind a ReLU whole channels are zero; the slope of sqrt, norm or std is infinite "
        "there, and one such batch makes every weight of the network NaN.",
        remedy="Put an epsilon inside, (x * x + eps).sqrt(), F.normalize(x, eps=1e-6); take "
        "torch.softmax instead of exp(x) / exp(x).sum().",
    ),
    Check(
        name="slopes",
        theme=THEME,
        title="Gradients are those of the function",
        examine=_slopes,
        meaning="A part of the computation is hidden from autograd, so the layers before the "
        "module learn from a wrong gradient, silently.",
        remedy="Take .data, .detach() and torch.no_grad() out of forward.",
        needs_steady=True,
    ),
)
