"""A result set from a baseline file or a study. Knows no torch."""

from pathlib import Path

from attnbench.errors import WrongUse
from attnbench.study import Study
from attnreport.record import newest
from attnreport.regression.result_set import ResultSet, load


def result_set_of(place: Path) -> ResultSet:
    """What a file or a study's folder holds.

    Raises:
        WrongUse: if it is not there, or a folder without a study.
        UnreadableBaseline: if the file is damaged or holds something else.
        UnreadableRecord: if a record of the study is damaged.
    """
    if place.is_dir():
        study = Study.load(place)
        records = tuple(newest(study.records()))
        return ResultSet(name=str(place), plan=study.plan.to_toml(), records=records)
    try:
        return load(place.read_bytes(), str(place))
    except OSError as error:
        raise WrongUse(
            f"cannot read {place}: {error.strerror}; name a file of attnbench baseline save, or a "
            "study's folder"
        ) from error
