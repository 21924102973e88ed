"""What all tests share."""

import gc
import os

import pytest

gc.disable()
# Workers of pytest-xdist are told the size of a terminal that they do not have.
for size in ("COLUMNS", "LINES"):
    os.environ.pop(size, None)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what lives to the end: all modules and the tests themselves."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    """Small tensors on a few cores: a second thread costs more than it gives.

    torch is imported here, so that the process which hands out tests to others does without.
    """
    import torch

    torch.set_num_threads(1)
