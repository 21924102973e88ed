"""A warning about optimizers made before an injection, which lack the new parameters."""

import warnings
from collections.abc import Iterable, Sequence
from weakref import WeakSet, ref

import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.optimizer import register_optimizer_step_pre_hook


class OptimizerWatch:
    """Looks at the first step of an optimizer that holds parameters of an injected network.

    If it holds none of the injected modules' parameters, it warns; either way that step ends the
    watch. It keeps neither the network nor its modules alive.

    Args:
        model: The network.
        modules: The modules that were injected into it.
    """

    def __init__(self, model: nn.Module, modules: Iterable[nn.Module]) -> None:
        self._model = ref(model)
        self._modules = [ref(module) for module in modules]
        self._strangers: WeakSet[Optimizer] = WeakSet()
        self._is_over = False
        self._handle = register_optimizer_step_pre_hook(self)

    def __call__(
        self, optimizer: Optimizer, _args: Sequence[object], _keywords: dict[str, object]
    ) -> None:
        """Look at an optimizer that is about to step."""
        if self._is_over or torch.compiler.is_compiling() or optimizer in self._strangers:
            return
        model = self._model()
        if model is None:
            self._is_over = True
            return
        held = _ids(p for group in optimizer.param_groups for p in group["params"])
        modules = [module for module in (known() for known in self._modules) if module is not None]
        injected = _ids(p for module in modules for p in module.parameters() if p.requires_grad)
        if held & injected:
            self._is_over = True
        elif injected and held & _ids(model.parameters()):
            self._is_over = True
            warnings.warn(
                f"{type(optimizer).__name__} holds parameters of {type(model).__name__}, but none "
                "of the modules injected into it, so it does not train them; make the optimizer "
                "after the injection, or add them with add_param_group",
                stacklevel=3,
            )
        else:
            self._strangers.add(optimizer)

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to look at."""
        return self._is_over or self._model() is None

    def stop(self) -> None:
        """Look at no further step."""
        self._is_over = True
        self._handle.remove()


_watches: list[OptimizerWatch] = []
"""A hook may not remove itself while torch walks over the hooks: the next watch does it."""


def watch_optimizers(model: nn.Module, modules: Sequence[nn.Module]) -> OptimizerWatch:
    """Warn if the optimizer of a network does not hold its injected modules.

    Args:
        model: The network.
        modules: The modules that were injected into it.
    """
    for watch in [watch for watch in _watches if watch.is_over]:
        watch.stop()
        _watches.remove(watch)
    watch = OptimizerWatch(model, modules)
    _watches.append(watch)
    return watch


def _ids(parameters: Iterable[nn.Parameter]) -> set[int]:
    return {id(parameter) for parameter in parameters}
