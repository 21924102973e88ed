"""What a cell tells reaches another process as it was."""

import math

import pytest

from attnbench.training.messages import (
    Epoch,
    Message,
    Share,
    epochs_of,
    message_from_text,
    message_text,
)


@pytest.mark.parametrize(
    "message",
    [
        Share(done=0.125, words="epoch 1 of 8\tand\nmore, RMSE 0.25 µm"),
        Epoch(number=3, train_loss=0.1 + 0.2, test={"top1": 80.5, "top5": 99.0}, validation={}),
        Epoch(number=1, train_loss=1.0, test={"map": math.inf}, validation={"map": 0.5}),
    ],
)
def test_a_message_is_one_line_that_reads_back_the_same(message: Message) -> None:
    text = message_text(message)
    assert "\n" not in text
    assert message_from_text(text) == message


def test_an_epoch_has_the_scores_that_were_kept_for_it() -> None:
    epochs = epochs_of((4.25, 2.5), {"top1": (60.0, 70.0), "top5": (90.0,)}, {"top1": (55.0, 65.0)})
    assert epochs == [
        Epoch(
            number=1,
            train_loss=4.25,
            test={"top1": 60.0, "top5": 90.0},
            validation={"top1": 55.0},
        ),
        Epoch(number=2, train_loss=2.5, test={"top1": 70.0}, validation={"top1": 65.0}),
    ]
