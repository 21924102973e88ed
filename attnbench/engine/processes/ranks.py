"""The environment by which accelerate knows that several processes share one cell."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass

LOCALHOST = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """One of the processes of a cell."""

    is_first: bool
    environment: Mapping[str, str]


def ranks_of(count: int) -> list[Rank]:
    """Every process of a cell; a single one gets nothing special."""
    if count == 1:
        return [Rank(is_first=True, environment={})]
    port = str(_free_port())
    return [
        Rank(
            is_first=rank == 0,
            environment={
                "RANK": str(rank),
                "LOCAL_RANK": str(rank),
                "WORLD_SIZE": str(count),
                "LOCAL_WORLD_SIZE": str(count),
                "MASTER_ADDR": LOCALHOST,
                "MASTER_PORT": port,
                # Else accelerate takes as many threads as there are cores.
                "OMP_NUM_THREADS": "1",
            },
        )
        for rank in range(count)
    ]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOCALHOST, 0))
        return int(probe.getsockname()[1])
