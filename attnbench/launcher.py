"""Started by `accelerate launch` or torchrun: one process of theirs takes the command.

They start as many processes as there are devices, each with the whole command. The first one runs
it and starts its own processes for each training cell, so that sizes, timing and tables are made
once; the others have nothing to do. Knows no torch.
"""

import os

RANK, RANKS = "RANK", "WORLD_SIZE"
OTHERS = (
    *("LOCAL_RANK", "LOCAL_WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT"),
    # Else the processes of a cell would wait for the launcher to answer at an address of theirs.
    "TORCHELASTIC_USE_AGENT_STORE",
)
LAUNCHED = "ATTNBENCH_LAUNCHED_RANKS"


def is_superfluous() -> bool:
    """Whether a launcher has started this process beside the one that runs the command."""
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
