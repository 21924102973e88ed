"""Under `accelerate launch` or torchrun: one of their processes runs the command.

They start a process per device, each with the whole command. The first process runs it and starts
its own processes for each training cell, so that sizes, timing and tables are made once; the other
processes end. Loads no torch.
"""

import os

RANK, RANKS = "RANK", "WORLD_SIZE"
OTHERS = (
    *("LOCAL_RANK", "LOCAL_WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT"),
    # Else the processes of a cell would wait for the launcher's answer at their own address.
    "TORCHELASTIC_USE_AGENT_STORE",
)
LAUNCHED = "ATTNBENCH_LAUNCHED_RANKS"


def is_superfluous() -> bool:
    """Whether another process of the same launcher runs the command."""
    return int(os.environ.get(RANK, "0")) > 0


def take_over() -> None:
    """Remember how many devices the launcher was given, and forget its processes."""
    if RANKS in os.environ:
        os.environ[LAUNCHED] = os.environ[RANKS]
    for name in (RANK, RANKS, *OTHERS):
        os.environ.pop(name, None)


def launched_ranks() -> int:
    """How many devices the launcher was given; 1 where there was none."""
    return int(os.environ.get(LAUNCHED, "1"))
