"""Peak memory of an action: the most bytes that its tensors hold at once."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import accumulate

import torch
from torch import Tensor
from torch.profiler import ProfilerActivity, profile, record_function

SECOND = "second run"

LOG_LEVEL = "KINETO_LOG_LEVEL"
"""Variable that the profiler reads when it is first used; 99 is above all that it writes."""


def peak_bytes(
    action: Callable[[], object], held: Callable[[], Iterable[Tensor]], device: str
) -> int:
    """The most bytes of tensors that exist at once during an action, earlier ones included.

    It is the memory allocated by torch, so it is the same in every run; memory that a library
    allocates for itself, such as the scratch memory of a convolution, is left out.

    Args:
        action: Called a few times; the first call creates what stays, such as optimizer state.
        held: Returns what stays between calls: weights, gradients, optimizer state, the batch.
        device: The device of the action.
    """
    action()
    peak = _on_gpu(action, device) if device.startswith("cuda") else _on_cpu(action)
    return peak + sum(tensor.untyped_storage().nbytes() for tensor in held())


def _on_gpu(action: Callable[[], object], device: str) -> int:
    """The peak above what was allocated when the action began."""
    torch.cuda.synchronize(device)
    before = torch.cuda.memory_allocated(device)
    torch.cuda.reset_peak_memory_stats(device)
    action()
    torch.cuda.synchronize(device)
    return torch.cuda.max_memory_allocated(device) - before


def _on_cpu(action: Callable[[], object]) -> int:
    """The peak above what was allocated when the action began, from the profiler's log.

    The log does not have the size of what was allocated before it began, so the action runs twice:
    the first run allocates what the second frees.
    """
    with (
        _silenced(),
        profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiled,
    ):
        action()
        with record_function(SECOND):
            action()
    # The profiler's public views sum by operator; only its raw events are in order of time.
    assert profiled.profiler is not None
    assert profiled.profiler.kineto_results is not None
    events = profiled.profiler.kineto_results.events()
    begin = next(event.start_ns() for event in events if event.name() == SECOND)
    changes = [event for event in events if event.name() == "[memory]"]
    changes.sort(key=lambda event: event.start_ns())
    held = sum(event.nbytes() for event in changes if event.start_ns() < begin)
    second = (event.nbytes() for event in changes if event.start_ns() >= begin)
    return max(accumulate(second, initial=held)) - held


@contextmanager
def _silenced() -> Iterator[None]:
    """Keep the profiler from writing of itself to standard error, past Python."""
    if LOG_LEVEL in os.environ:
        yield
        return
    os.environ[LOG_LEVEL] = "99"
    try:
        yield
    finally:
        del os.environ[LOG_LEVEL]
