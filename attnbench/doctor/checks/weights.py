"""Weights: every one is registered, and every one matters."""

from attnbench.doctor.check import Check, Outcome, failed, passed, warned
from attnbench.doctor.checks.closeness import listed, shape_text
from attnbench.doctor.checks.effect import effect, rounding
from attnbench.doctor.checks.tensors import OUTSIDE, hidden
from attnbench.doctor.subject import Subject
from attnbench.own.first_run import first_run
from attnreport.text import plural

THEME = "learning"


def _registered(subject: Subject) -> Outcome:
    module = subject.make().eval()
    outside = hidden(module, subject.maps())
    weights = [
        f"{name} {shape_text(tensor)}" for name, tensor in outside.items() if tensor.requires_grad
    ]
    if weights:
        return failed(
            f"weights that torch does not know: {listed(weights)}",
            "No optimizer trains them, no state_dict saves them, .to() leaves them behind, and a "
            "deep copy, as weight averaging makes one, may go on using the original's.",
            "Make each a child of the module: self.conv = nn.Conv2d(...) in __init__, "
            "nn.ModuleList and nn.ParameterList instead of lists and dicts, and no lambda or "
            "closure that holds one.",
        )
    constants = {name: tensor for name, tensor in outside.items() if not name.startswith(OUTSIDE)}
    if constants:
        texts = [f"{name} {shape_text(tensor)}" for name, tensor in constants.items()]
        return failed(f"tensors that torch does not know: {listed(texts)}")
    if outside:
        return warned(
            f"forward reads {listed(list(outside))}",
            "It is not moved or saved with the module.",
            "Keep it as a buffer, unless it is a constant that is kept for each device and type.",
        )
    return _layers_of_the_first_call(subject) or passed()


def _layers_of_the_first_call(subject: Subject) -> Outcome | None:
    """A warning where layers are made at the first call; attnbench makes it when it builds."""
    try:
        module = subject.build(subject.channels)
    except (TypeError, ValueError):
        # It is built for the size of its map, so it need not wait for the first call.
        return None
    if not first_run(module, (subject.channels, *subject.size)).makes_layers:
        return None
    return warned(
        "some layers are made at the first call",
        "attnbench runs a module once when it builds it. Elsewhere an optimizer that is made "
        "before the first forward does not train these layers, and a state_dict does not fit.",
        "Make every layer in __init__, sized by `channels`.",
    )


def _effect(subject: Subject) -> Outcome:
    dtype = subject.finest()
    floor = rounding(dtype)
    module = subject.make()
    parameters = [name for name, tensor in module.named_parameters() if tensor.numel()]
    buffers = [
        n for n, tensor in module.named_buffers() if tensor.is_floating_point() and tensor.numel()
    ]
    effects = {
        name: tuple(effect(subject, name, dtype, train=mode) for mode in (False, True))
        for name in (*parameters, *buffers)
    }
    unused = [name for name, values in effects.items() if max(values) == 0.0]
    if unused:
        return failed(f"changing {listed(unused)} leaves every bit of the output as it was")
    cancelled = [name for name, values in effects.items() if max(values) <= floor]
    if cancelled:
        return warned(
            f"{listed(cancelled)}: no effect beyond rounding",
            "A later operation cancels it, as a softmax cancels a bias that all its inputs share: "
            "it costs memory and learns nothing.",
            "Leave it out (bias=False), unless published weights need it.",
        )
    eval_only = [name for name in parameters if effects[name][1] <= floor]
    if eval_only:
        return warned(
            f"{listed(eval_only)}: no effect in training",
            "The normalization after it cancels it, as BatchNorm cancels a bias: it keeps its "
            "initial value, except for weight decay.",
            "Leave it out (bias=False), unless published weights need it.",
        )
    things = f"{plural(len(parameters), 'parameter')} and {plural(len(buffers), 'buffer')}"
    return passed(things)


REGISTERED = Check(
    name="registered",
    theme="construction",
    title="Every lasting tensor is a parameter or a buffer",
    examine=_registered,
    meaning="It is not saved in a state_dict, and .to() leaves it behind on the CPU and in "
    "float32.",
    remedy="self.register_buffer(name, tensor) in __init__, with persistent=False if it can "
    "be computed again.",
)

EFFECT = Check(
    name="effect",
    theme=THEME,
    title="Every parameter and buffer matters",
    examine=_effect,
    meaning="It is counted, stored and decayed, but has no effect: often a layer that forward "
    "does not call.",
    remedy="Use it in forward, or delete it.",
)
