"""Multiply-accumulates by every counter, summed by kind of operator."""

import warnings
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import nn

from attnbench.cost.counters import COUNTERS, MacCounter
from attnbench.cost.not_counted import NotCounted
from attnbench.cost.operators import sum_by_kind
from attnbench.meta import ImageSize, cpu_copy, run_copy


@dataclass(frozen=True, slots=True, kw_only=True)
class MacCounts:
    """Multiply-accumulates of one network for one image."""

    by_operator: Mapping[str, Counter[str]]
    """By counter and kind of operator; counters that could not count are left out."""
    not_counted: Mapping[str, str]
    """By counter that could not count, the reason."""

    @property
    def totals(self) -> Mapping[str, int | None]:
        """By counter, the reference first; None where a counter could not count."""
        return {
            name: self.by_operator[name].total() if name in self.by_operator else None
            for name in COUNTERS
        }


def count_all_macs(model: nn.Module, size: ImageSize) -> MacCounts:
    """The multiply-accumulates of a network by every counter; the network is not changed."""
    by_operator: dict[str, Counter[str]] = {}
    not_counted: dict[str, str] = {}
    for name in COUNTERS:
        try:
            by_operator[name] = count_macs(name, model, size)
        except NotCounted as error:
            not_counted[name] = str(error)
    return MacCounts(by_operator=by_operator, not_counted=not_counted)


def count_macs(counter: str, model: nn.Module, size: ImageSize) -> Counter[str]:
    """The multiply-accumulates of one image by one counter, summed by kind of operator.

    Raises:
        NotCounted: if the counter cannot take the network; names the reason.
    """
    entry = COUNTERS[counter]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return sum_by_kind(_counts(entry, model, size), entry.kinds)
    except NotCounted:
        raise
    except Exception as error:
        raise NotCounted(f"{counter} failed with {type(error).__name__}: {error}") from error


def _counts(entry: MacCounter, model: nn.Module, size: ImageSize) -> list[tuple[str, int]]:
    """What a counter gives, of a copy of the network where it wants it."""
    counting = entry.counting()
    if entry.device == "meta":
        return run_copy(model, size, lambda probe, image: list(counting(probe, image)))
    return list(counting(cpu_copy(model).eval(), torch.zeros(1, *size)))
