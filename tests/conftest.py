"""What all tests share."""

import gc

import torch

# Small tensors on a few cores: a second thread costs more than it gives, beside a busy neighbour
# most of all.
torch.set_num_threads(1)


def pytest_collection_finish() -> None:
    """Leave what is imported and collected out of every later look through all living objects."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Let the interpreter take everything down at its end."""
    gc.unfreeze()
