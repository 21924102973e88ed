"""What all tests share."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    """Small tensors on a few cores: a second thread costs more than it gives.

    torch is imported here, so that the process which hands out tests to others does without.
    """
    import torch

    torch.set_num_threads(1)
