"""What a cell gave arrives as it was sent."""

from pathlib import Path

import numpy as np

from attnbench.engine.cells.measure import Measured
from attnbench.engine.processes.parcel import pack, unpack
from tests.reports.conftest import cost, train


def test_a_parcel_arrives_whole_and_leaves_nothing(tmp_path: Path) -> None:
    outcomes = {"correct": np.array([True, False]), "detected_scores": np.array([0.5], np.float32)}
    training = Measured(record=train("eca", 0), outcomes=outcomes, weights=b"weights")
    for sent in (training, Measured(record=cost("eca"))):
        pack(tmp_path / "parcel", sent)
        arrived = unpack(tmp_path / "parcel")
        assert (arrived.record, arrived.weights) == (sent.record, sent.weights)
        assert arrived.outcomes.keys() == sent.outcomes.keys()
        assert all(np.array_equal(arrived.outcomes[k], v) for k, v in sent.outcomes.items())
        assert list(tmp_path.iterdir()) == []
