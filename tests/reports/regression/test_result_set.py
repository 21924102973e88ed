"""A result set comes back from its file as it was, or is refused by name."""

from collections.abc import Callable
from dataclasses import replace

from attnreport.record import AnyRecord, TrainRecord
from attnreport.regression.result_set import ResultSet, dump, load

MakeStudy = Callable[[int], list[AnyRecord]]


def test_what_was_stored_comes_back_infinite_losses_too(make_study: MakeStudy) -> None:
    records = [
        replace(record, train_loss=(1.0, float("inf")))
        if isinstance(record, TrainRecord)
        else record
        for record in make_study(1)
    ]
    results = ResultSet(name="main", plan="[plan]", records=tuple(records))
    assert load(dump(results), "main.json") == replace(results, name="main.json")
