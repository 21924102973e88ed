"""Copies: deepcopy, pickle, state_dict and a second process give the same module."""

import copy
import pickle

import torch
from torch import Tensor, nn

from attnbench.doctor.check import Check, Outcome, failed, passed
from attnbench.doctor.checks.closeness import listed
from attnbench.doctor.checks.tensors import address, hidden, lasting
from attnbench.doctor.subject import Subject, evaluate
from attnbench.gap import gap
from attnbench.own.containment import error_text

THEME = "copies"


def _output(module: nn.Module, x: Tensor) -> Tensor:
    torch.manual_seed(0)
    return evaluate(module, x)


def _deepcopy(subject: Subject) -> Outcome:
    module, x = subject.moved().eval(), subject.maps()
    try:
        twin = copy.deepcopy(module)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        return failed(f"copy.deepcopy fails: {error_text(error)}")
    if gap(_output(twin, x), _output(module, x)):
        return failed("a copy gives other numbers")
    names = {address(tensor): name for name, tensor in hidden(twin, x).items()}
    names |= {address(tensor): name for name, tensor in twin.named_parameters()}
    original = lasting(module, x)
    shared = [
        names.get(key, "a weight")
        for key, tensor in lasting(twin, x).items()
        if key in original and tensor.requires_grad
    ]
    if shared:
        return failed(f"a copy still uses weights of the original: {listed(shared)}")
    return passed()


def _pickle(subject: Subject) -> Outcome:
    module, x = subject.moved().eval(), subject.maps()
    try:
        twin = pickle.loads(pickle.dumps(module))
    except Exception as error:  # noqa: BLE001 - the same
        return failed(error_text(error))
    if gap(_output(twin, x), _output(module, x)):
        return failed("the unpickled copy gives other numbers")
    return passed()


def _state_dict(subject: Subject) -> Outcome:
    module, other, x = subject.moved(), subject.make(seed=5), subject.maps()
    other.load_state_dict(module.state_dict(), strict=True)
    difference = gap(_output(other, x), _output(module, x))
    if difference:
        outside = listed(list(hidden(module.eval(), x)))
        where = f"; not in it: {outside}" if outside else ""
        return failed(
            f"a module that loads it gives other numbers, by {difference:.2g} of the largest{where}"
        )
    return passed()


CHECKS = (
    Check(
        name="deepcopy",
        theme=THEME,
        title="A deep copy stands on its own",
        examine=_deepcopy,
        meaning="Weight averaging works on a deep copy: it would train or overwrite the original's "
        "weights, or stop.",
        remedy="Keep layers and weights as attributes, self.conv = nn.Conv2d(...), not inside a "
        "lambda, a closure, a hook or a global.",
    ),
    Check(
        name="pickle",
        theme=THEME,
        title="Survives pickle",
        examine=_pickle,
        meaning="torch.save(model), data-parallel launchers and Ray send modules by pickle: they "
        "will stop with this error.",
        remedy="No lambda and no function defined inside another as an attribute: write a method, "
        "an nn.Module, or functools.partial of a function of the file.",
    ),
    Check(
        name="state_dict",
        theme=THEME,
        title="A state_dict holds all of it",
        examine=_state_dict,
        meaning="A checkpoint that is loaded again is another network than the one that was "
        "saved, without an error.",
        remedy="What decides the output must be a parameter or a buffer: nn.Parameter, "
        "self.register_buffer(name, tensor), nn.ModuleList.",
    ),
)
