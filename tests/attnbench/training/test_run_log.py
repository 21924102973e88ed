"""The log of a run says where it is."""

import pytest

from attnbench.training.run_log import RunLog
from attnreport.record import ScoreKind

TOP1 = ScoreKind(name="top1", head="Top-1")
DEPTH = ScoreKind(name="depth", head="RMSE", unit="", digits=3)


@pytest.mark.parametrize(
    ("scores", "headline", "words"),
    [
        ([], TOP1, "epoch 1 of 5"),
        ([{"top1": 70.0}, {"top1": 88.125}], TOP1, "epoch 3 of 5, loss 0.412, Top-1 88.12 %"),
        ([{"depth": 0.25}], DEPTH, "epoch 2 of 5, loss 0.412, RMSE 0.250"),
        ([{"top1": 70.0}], None, "epoch 2 of 5, loss 0.412"),
    ],
)
def test_it_names_the_running_epoch_and_how_the_last_one_ended(
    scores: list[dict[str, float]], headline: ScoreKind | None, words: str
) -> None:
    log = RunLog()
    for test in scores:
        log.add(0.4123, test, {})
    assert log.words(5, headline) == words
