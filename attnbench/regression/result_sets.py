"""A result set from a baseline file or a study. Knows no torch."""

from pathlib import Path

from attnbench.errors import WrongUse
from attnbench.study import Study
from attnreport.record import UnreadableRecord, load
from attnreport.regression import result_set
from attnreport.regression.cells import latest_attempts
from attnreport.regression.result_set import ResultSet, UnreadableBaseline


def result_set_of(place: Path) -> ResultSet:
    """What a file or a study's folder holds.

    Raises:
        WrongUse: if it does not exist, or is a folder without a study, a study without a record,
            or the record of one cell.
        UnreadableBaseline: if the file is damaged or holds something else.
        UnreadableRecord: if a record of the study is damaged.
    """
    if place.is_dir():
        return result_set_of_study(Study.load(place))
    try:
        text = place.read_bytes()
    except OSError as error:
        raise WrongUse(
            f"cannot read {place}: {error.strerror}; name a file of attnbench baseline save, or a "
            "study's folder"
        ) from error
    try:
        return result_set.load(text, str(place))
    except UnreadableBaseline as error:
        if _is_record(text):
            raise WrongUse(
                f"{place} is the record of one cell, not a result set; name its study's folder, or "
                "a file of attnbench baseline save"
            ) from error
        raise


def result_set_of_study(study: Study) -> ResultSet:
    """The latest attempt at each cell of a study, failed or not.

    Raises:
        WrongUse: if the study has no record.
        UnreadableRecord: if a record is damaged.
    """
    latest = latest_attempts(study.records())
    if not latest:
        raise WrongUse(
            f"the study {study.folder} holds no record, so there is nothing to compare; run "
            "attnbench compare in it first"
        )
    records = tuple(sorted(latest, key=lambda record: record.key))
    return ResultSet(name=str(study.folder), plan=study.plan.to_toml(), records=records)


def _is_record(text: bytes) -> bool:
    try:
        load(text, "")
    except UnreadableRecord:
        return False
    return True
