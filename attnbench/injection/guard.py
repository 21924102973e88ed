"""A guard for blocks that can rewrite themselves, which would drop the modules in them.

RepVGG and its kin replace their branches by one convolution for inference: `reparameterize()` of a
block, or `fuse()` and `switch_to_deploy()` elsewhere. A module between the branches and the next
block cannot be part of that convolution.
"""

from collections.abc import Iterable, Iterator

from torch import nn

from attnbench.errors import RefusedModel

REWRITING = ("reparameterize", "fuse", "switch_to_deploy")
"""The methods by which `timm.utils.reparameterize_model` has a block rewrite itself."""


class Guard:
    """Stands before a method of a block while the block holds modules.

    Args:
        kind: Class of the block.
        method: Name of the method.
    """

    def __init__(self, kind: str, method: str) -> None:
        self._text = (
            f"{kind}.{method}() would drop the module injected there; remove the injection first, "
            "or inject after it"
        )
        self.holders = 0

    def __call__(self, *_args: object, **_keywords: object) -> None:
        """Refuse.

        Raises:
            RefusedModel: always.
        """
        raise RefusedModel(self._text)


def guard(model: nn.Module, paths: Iterable[str]) -> list[tuple[nn.Module, str]]:
    """Guard every block that lies around some parts of a network, and those parts.

    Returns:
        The blocks and their guarded methods, for `release`.
    """
    guarded = []
    for part in _around(model, paths):
        for method in REWRITING:
            if callable(getattr(type(part), method, None)):
                known = vars(part).setdefault(method, Guard(type(part).__name__, method))
                known.holders += 1
                guarded.append((part, method))
    return guarded


def release(guarded: Iterable[tuple[nn.Module, str]]) -> None:
    """Give the methods back that nothing else guards."""
    for part, method in guarded:
        known = vars(part)[method]
        known.holders -= 1
        if not known.holders:
            del vars(part)[method]


def _around(model: nn.Module, paths: Iterable[str]) -> Iterator[nn.Module]:
    names = {
        path.rsplit(".", cut)[0] for path in paths for cut in range(path.count(".") + 1) if path
    }
    return (model.get_submodule(name) for name in sorted(names))
