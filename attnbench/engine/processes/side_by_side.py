"""Cells side by side in this process's workers, and beside other processes on the same study."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from threading import Lock

from attnbench.plan.cells import Cell
from attnreport.record import AnyRecord

RETRY_S = 1.0
"""How often a cell is looked at again that another process runs."""


def side_by_side(
    cells: Sequence[Cell],
    run_one: Callable[[Cell], AnyRecord | None],
    *,
    at_once: int,
    stop: Callable[[], None],
) -> dict[Cell, AnyRecord]:
    """Run cells until each has its record.

    Args:
        cells: In the order in which they start.
        run_one: Gives a cell's record, or None while another process runs the cell.
        at_once: How many run at the same time.
        stop: Ends those that run, when this is interrupted.
    """
    waiting, lock = deque(cells), Lock()
    results: dict[Cell, AnyRecord] = {}

    def work() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                cell = waiting.popleft()
            record = run_one(cell)
            if record is not None:
                results[cell] = record
                continue
            with lock:
                waiting.append(cell)
            time.sleep(RETRY_S)

    if not cells:
        return results
    with ThreadPoolExecutor(at_once) as threads:
        futures = [threads.submit(work) for _ in range(min(at_once, len(cells)))]
        try:
            for future in as_completed(futures):
                future.result()
        except BaseException:
            waiting.clear()
            stop()
            raise
    return results
