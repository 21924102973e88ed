"""The constructor: other channel counts work, or are refused by name."""

from torch import Tensor, nn

from attnbench.doctor.check import Check, Outcome, failed, passed, warned
from attnbench.doctor.checks.closeness import shape_text
from attnbench.doctor.subject import Subject
from attnbench.own.containment import error_text

AWKWARD = (1, 3, 30)
"""Channel counts that few networks have, and that divide by little."""


def _constructor(subject: Subject) -> Outcome:
    """Problems at common channel counts are failures, at awkward ones a warning."""
    common = (subject.channels // 2, subject.channels * 2, *subject.others)
    serious = _problems(subject, [count for count in common if count > 0])
    refused_others = [
        f"{count}: {text}" for count, text in _refusals(subject, subject.others).items()
    ]
    if serious or refused_others:
        return failed("; ".join((*serious, *refused_others)))
    minor = _problems(subject, AWKWARD)
    if minor:
        return warned("; ".join(minor))
    tried = (*common, *AWKWARD)
    refused = _refusals(subject, tried)
    works = ", ".join(str(count) for count in tried if count not in refused)
    refusals = f"; refused by name: {', '.join(map(str, refused))}" if refused else ""
    return passed(f"{works}{refusals}" if works else f"only {subject.channels} channels work")


def _problems(subject: Subject, counts: list[int] | tuple[int, ...]) -> list[str]:
    """What goes wrong, with the channel counts; a refusal by a `ValueError` is none."""
    problems: dict[str, list[str]] = {}
    for count in counts:
        problem = _problem(subject, count)
        if problem:
            problems.setdefault(problem, []).append(str(count))
    return [f"{', '.join(where)} channels: {what}" for what, where in problems.items()]


def _problem(subject: Subject, channels: int) -> str | None:
    try:
        module = subject.make(channels=channels).eval()
    except ValueError:
        return None
    except Exception as error:  # noqa: BLE001 - any other is a refusal that explains nothing
        return f"it is refused with {error_text(error)}"
    return _problem_of(module, subject.maps(channels=channels))


def _problem_of(module: nn.Module, x: Tensor) -> str | None:
    empty = [name for name, parameter in module.named_parameters() if not parameter.numel()]
    if empty:
        return f"{empty[0]} has no elements: a layer without channels is built, silently"
    try:
        output = module(x)
    except ValueError:
        return None
    except Exception as error:  # noqa: BLE001 - the same
        return f"built, but running fails with {error_text(error)}"
    if output.shape != x.shape:
        return f"built, but {shape_text(x)} becomes {shape_text(output)}"
    return None


def _refusals(subject: Subject, counts: tuple[int, ...]) -> dict[int, str]:
    """The channel counts that are refused by a `ValueError`, with its text."""
    refused: dict[int, str] = {}
    for count in counts:
        try:
            subject.make(channels=count).eval()(subject.maps(channels=count))
        except ValueError as error:
            refused[count] = str(error)
        except Exception:  # noqa: BLE001 - no refusal by name: reported as a problem
            pass
    return refused


CHECKS = (
    Check(
        name="constructor",
        theme="construction",
        title="Takes other channel counts, or refuses them by name",
        examine=_constructor,
        meaning="A network has places of many widths: what is not refused when it is built fails "
        "later, far from its cause, or silently attends to nothing.",
        remedy="Size every layer by `channels`; what cannot work is refused in __init__: raise "
        "ValueError(f'{channels=} is not divisible by {groups=}'); keep a reduced width at 1 or "
        "more: max(1, channels // reduction).",
    ),
)
