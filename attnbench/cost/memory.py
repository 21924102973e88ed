"""Peak memory of an action: what its tensors hold at the fullest moment."""

from collections.abc import Callable, Iterable
from itertools import accumulate

import torch
from torch import Tensor
from torch.profiler import ProfilerActivity, profile, record_function

SECOND = "second run"


def peak_bytes(
    action: Callable[[], object], held: Callable[[], Iterable[Tensor]], device: str
) -> int:
    """Bytes of the tensors that an action holds at its fullest moment, those held before included.

    It counts what torch's allocator hands out, so it is the same in every run; what a library
    allocates for itself, such as the scratch memory of a convolution, is not in it.

    Args:
        action: Is called a few times; the first makes what lives on, such as an optimizer's state.
        held: Gives what lives from call to call: weights, gradients, optimizer state, the batch.
        device: Where the action runs.
    """
    action()
    peak = _on_gpu(action, device) if device.startswith("cuda") else _on_cpu(action)
    return peak + sum(tensor.untyped_storage().nbytes() for tensor in held())


def _on_gpu(action: Callable[[], object], device: str) -> int:
    """The fullest moment above what was held when the action began."""
    torch.cuda.synchronize(device)
    before = torch.cuda.memory_allocated(device)
    torch.cuda.reset_peak_memory_stats(device)
    action()
    torch.cuda.synchronize(device)
    return torch.cuda.max_memory_allocated(device) - before


def _on_cpu(action: Callable[[], object]) -> int:
    """The same from the profiler's log of allocations.

    It does not know the size of what was allocated before it began, so the action runs twice in it:
    what the second run frees, the first has allocated.
    """
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiled:
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
