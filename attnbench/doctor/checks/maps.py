"""Maps: whether a module runs and keeps shape, type and device, whatever the size."""

import torch
from torch import Tensor, nn

from attnbench.doctor.check import Check, Outcome, failed, passed, skipped, warned
from attnbench.doctor.checks.closeness import listed, shape_text, size_text
from attnbench.doctor.checks.tensors import OUTSIDE, hidden
from attnbench.doctor.subject import Subject
from attnbench.meta import meta_copy
from attnbench.own.containment import error_text
from attnbench.own.gate_like import looks_like_a_gate
from attnreport.text import plural
from attnzoo.fit import Size

THEME = "maps"
FIRST = "construction"

ODD: tuple[Size, ...] = ((15, 15), (13, 14), (7, 20), (20, 7))
TINY: tuple[Size, ...] = ((1, 1), (1, 6), (6, 1), (2, 2), (3, 3))
DTYPES = (torch.float64, torch.bfloat16)


def _runs(subject: Subject) -> Outcome:
    try:
        outcome = _run(subject)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a user's code may raise anything
        return failed(error_text(error), remedy=subject.remedy)
    if subject.is_remedied:
        return failed(
            subject.misfit,
            "As it is named it cannot be used, so the other checks examine the call that works.",
            subject.remedy,
            stops=False,
        )
    return outcome


def _run(subject: Subject) -> Outcome:
    module = subject.make()
    for mode in (True, False):
        output = module.train(mode)(subject.maps(4))
        word = "training" if mode else "evaluation"
        if not isinstance(output, Tensor):
            kind = type(output).__name__
            return failed(f"in {word} it gives a {kind}, not one tensor", remedy=subject.remedy)
        if not output.isfinite().all():
            return failed(f"in {word} its output has {_bad(output)} on normal numbers")
    params = sum(parameter.numel() for parameter in module.parameters())
    return passed(f"{plural(params, 'parameter')} at {subject.channels} channels")


def _bad(output: Tensor) -> str:
    kinds = [("NaN", output.isnan()), ("infinity", output.isinf())]
    return " and ".join(f"{int(where.sum()):,} x {name}" for name, where in kinds if where.any())


def _shape(subject: Subject) -> Outcome:
    x = subject.maps()
    for mode in (True, False):
        output = subject.make().train(mode)(x)
        if output.shape != x.shape:
            text = f"{shape_text(x)} becomes {shape_text(output)}"
            return failed(text, remedy=subject.remedy)
    return passed(shape_text(x))


def _gate(subject: Subject) -> Outcome:
    if subject.device != "cpu":
        return skipped("it is examined on the CPU alone")
    if looks_like_a_gate(subject.make(), (subject.channels, *subject.size)):
        return warned("the output lies between 0 and 1, however large the map is")
    return passed()


def _dtype(subject: Subject) -> Outcome:
    wrong: list[str] = []
    for dtype in (torch.float32, *DTYPES):
        name = str(dtype).removeprefix("torch.")
        try:
            output = subject.moved(dtype=dtype).eval()(subject.maps(dtype=dtype))
        except Exception as error:  # noqa: BLE001 - every type is tried
            wrong.append(f"module and map in {name}: {error_text(error)}")
            continue
        if output.dtype is not dtype:
            wrong.append(f"{name} becomes {str(output.dtype).removeprefix('torch.')}")
    return failed("; ".join(wrong)) if wrong else passed("float32, float64, bfloat16")


def _device(subject: Subject) -> Outcome:
    x = subject.maps()
    if subject.make()(x).device != x.device:
        return failed(f"a map on {x.device} comes back on another device")
    module = meta_copy(subject.make()).eval()
    try:
        with torch.no_grad():
            output = module(x.to("meta"))
    except Exception as error:  # noqa: BLE001 - what kind it is decides
        if "device" in str(error) and "item" not in str(error):
            return failed(f"moved to another device it fails: {error_text(error)}")
        return warned(
            f"it cannot run without numbers: {error_text(error)}",
            "attnbench reads shapes and counts MACs on torch's meta device, where there are no "
            "values to look at; injecting and counting will fail.",
            "Compute from shapes, not from values: no .item(), float(x) or `if x.sum() > 0`.",
        )
    if not output.is_meta:
        return failed("moved to another device, it leaves its output on the CPU")
    behind = [name for name in hidden(subject.make(), x) if not name.startswith(OUTSIDE)]
    if behind:
        return failed(f"moved to another device, it leaves behind {listed(behind)}")
    return passed(f"{x.device} and the meta device")


def _odd(subject: Subject) -> Outcome:
    problems, refusals = _try_sizes(subject, ODD)
    tried = ", ".join(map(size_text, ODD))
    if problems:
        return failed(listed(problems, 2, "; "))
    if refusals:
        return warned(
            listed([f"{size}: {reason}" for size, reason in refusals.items()], 1),
            f"It refuses {', '.join(refusals)} by name, so networks with such maps cannot use it.",
            "Pad the map, or say in the docstring which sizes it takes.",
        )
    return passed(tried)


def _tiny(subject: Subject) -> Outcome:
    problems, refusals = _try_sizes(subject, TINY)
    if problems:
        return failed(listed(problems, 2, "; "))
    taken = [size_text(size) for size in TINY if size_text(size) not in refusals]
    refused = f"refused by name: {', '.join(refusals)}" if refusals else ""
    worked = f"{', '.join(taken)} work" if taken else ""
    return passed("; ".join(filter(None, (worked, refused))))


def _try_sizes(subject: Subject, sizes: tuple[Size, ...]) -> tuple[list[str], dict[str, str]]:
    """What went wrong, and the sizes that were refused by a `ValueError`, with its text."""
    problems: dict[str, list[str]] = {}
    refusals: dict[str, str] = {}
    for size in sizes:
        try:
            problem = _problem(subject, size)
        except ValueError as error:
            refusals[size_text(size)] = str(error)
        except Exception as error:  # noqa: BLE001 - every size is tried
            problems.setdefault(error_text(error), []).append(size_text(size))
        else:
            if problem:
                problems.setdefault(problem, []).append(size_text(size))
    return [f"{', '.join(where)}: {what}" for what, where in problems.items()], refusals


def _problem(subject: Subject, size: Size) -> str | None:
    """What is wrong with output and gradients on maps of a size."""
    for mode in (True, False):
        module = subject.make(size=size).train(mode)
        x = subject.maps(4, size=size).requires_grad_()
        output = module(x.clone())
        if output.shape != x.shape:
            return f"the map comes back as {'x'.join(map(str, output.shape[2:]))}"
        if not output.isfinite().all():
            return f"{_bad(output)} in the output"
        if output.requires_grad:
            output.sum().backward()
        gradients = (x.grad, *(parameter.grad for parameter in module.parameters()))
        if not all(gradient is None or gradient.isfinite().all() for gradient in gradients):
            return "NaN or infinity in the gradients"
    return None


def _input(subject: Subject) -> Outcome:
    for mode in (True, False):
        module, x = subject.moved().train(mode), subject.maps()
        before = x.clone()
        with torch.no_grad():
            output = module(x)
        if not torch.equal(x, before):
            changed = float((x != before).double().mean())
            return failed(f"{changed:.0%} of the input's values changed during the call")
        if output is x or _share(output, x):
            return _shared(module)
    return passed()


def _share(one: Tensor, other: Tensor) -> bool:
    return one.untyped_storage().data_ptr() == other.untyped_storage().data_ptr()


def _shared(module: nn.Module) -> Outcome:
    if not any(True for _ in module.parameters()):
        return warned(
            "the output is the input's own memory",
            "Right for a module that passes the map on; whoever changes one changes the other.",
            "Return a new tensor if the module is meant to do more.",
        )
    return failed(
        "the output shares the input's memory",
        "Whoever changes the output in place, as `x += shortcut` in ResNets does, changes the "
        "input that other branches still read.",
        "Return a new tensor, such as x * gate or x.clone().",
    )


RUNS = Check(
    name="runs",
    theme=FIRST,
    title="Builds and runs",
    examine=_runs,
    meaning="It cannot be used like this, so nothing else was examined.",
    remedy="Run it alone, Class(channels)(torch.randn(2, channels, 16, 16)), and fix what it "
    "says; an option without a default is passed as 'file.py:Class(option=value)'.",
)

CHECKS = (
    Check(
        name="shape",
        theme=THEME,
        title="Keeps the shape",
        examine=_shape,
        meaning="A module sits between two layers that fit each other; a map of another shape does "
        "not fit the second.",
        remedy="Return (B, C, H, W), the shape of the input.",
    ),
    Check(
        name="gate",
        theme=THEME,
        title="Gives the map, not a factor of it",
        examine=_gate,
        meaning="If it is a gate, the network gets the gate in place of what it has computed.",
        remedy="Return x * gate, or name it as 'file.py:Class(output=gate)'.",
    ),
    Check(
        name="dtype",
        theme=THEME,
        title="Keeps the type of number",
        examine=_dtype,
        meaning="A network in half or double precision stops here, or what follows silently runs "
        "in another type.",
        remedy="Make constants like the map, torch.ones(..., dtype=x.dtype, device=x.device), or "
        "register them as buffers; after x.float() go back with .to(x.dtype).",
    ),
    Check(
        name="device",
        theme=THEME,
        title="Moves to another device as a whole",
        examine=_device,
        meaning="On a GPU it will stop with an error about two devices.",
        remedy="Name no device: make tensors with device=x.device, and keep the lasting ones as "
        "buffers, self.register_buffer(name, tensor).",
    ),
    Check(
        name="odd",
        theme=THEME,
        title="Takes odd and non-square maps",
        examine=_odd,
        meaning="Images of other sizes, detection and segmentation give such maps: the network "
        "will stop there, or a skip connection will not match.",
        remedy="Take sizes from x.shape, upsample with size=x.shape[-2:] instead of a factor, keep "
        "height and width apart; or refuse the map by a ValueError that names the sizes.",
    ),
    Check(
        name="tiny",
        theme=THEME,
        title="Takes tiny maps, or refuses them by name",
        examine=_tiny,
        meaning="The last stages of a network on small images have maps of 1x1 to 3x3: there the "
        "loss would become NaN, or training would stop with an error that explains nothing.",
        remedy="std() and var() of one value are NaN: pass correction=0 and add an epsilon; where "
        "a window cannot fit, raise a ValueError that names the sizes.",
    ),
    Check(
        name="input",
        theme=THEME,
        title="Leaves its input alone",
        examine=_input,
        meaning="A skip connection adds the same tensor later and would add the changed one; "
        "autograd may stop with 'modified by an inplace operation'.",
        remedy="Write x = x * gate instead of x *= gate, and no inplace=True or mul_() on the "
        "input itself.",
    ),
)
