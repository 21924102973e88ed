"""The processes that share a cell end together."""

import os
import time
from pathlib import Path

import pytest

from attnbench.engine.processes.worker import _wait


def child(seconds: float, code: int) -> int:
    """A process that ends after so many seconds."""
    pid = os.fork()
    if pid == 0:
        time.sleep(seconds)
        os._exit(code)
    return pid


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [((0.1, 0), (60, 0), 0), ((0.1, 3), (60, 0), 3), ((60, 0), (0.1, 4), 4), ((0.5, 5), (0, 0), 5)],
)
def test_nobody_outlives_the_first_process_of_a_cell(
    first: tuple[float, int], second: tuple[float, int], code: int
) -> None:
    children = [child(*first), child(*second)]
    start = time.monotonic()
    assert _wait(children) == code
    assert time.monotonic() - start < 30
    assert not any(Path(f"/proc/{pid}").exists() for pid in children)
