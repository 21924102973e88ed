"""How two result sets are compared, whatever measured them. Loads no torch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from attnbench.cli.writing import make_folder
from attnbench.errors import WrongUse
from attnbench.study_names import DEFAULT_ROOT
from attnreport.regression.compare import compare
from attnreport.regression.metric import Metric
from attnreport.regression.metrics.table import default_metrics, metrics_in
from attnreport.regression.report import RegressionReport
from attnreport.regression.result_set import ResultSet
from attnreport.regression.rules import PYPROJECT, Rules, read_rules, ruled


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A report, and the set that it is about."""

    report: RegressionReport
    after: ResultSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How result sets are compared."""

    named: Sequence[Metric] | None
    """Metrics by the user's choice; None takes all that the reference results have."""
    rules: Rules
    command: str
    """What was typed, for the records."""
    output: Path | None
    """Where measured records are kept; None takes a new folder below `attnbench-studies`."""

    def metrics_of(self, before: ResultSet | None) -> tuple[Metric, ...]:
        """The metrics with their rules, for reference results that are measured or still to be."""
        if self.named is not None:
            return ruled(self.named, self.rules)
        return ruled(default_metrics() if before is None else metrics_in(before), self.rules)

    def compare(
        self,
        before: ResultSet,
        after: ResultSet,
        metrics: Sequence[Metric],
        unmeasured: Mapping[Metric, str] | None = None,
    ) -> RegressionReport:
        """The report; metrics that the user named must be in both sets.

        Raises:
            NotComparable: if the sets are of different networks.
            NothingCompared: if nothing is in both.
        """
        must_answer = self.named is not None
        return compare(before, after, metrics, must_answer=must_answer, unmeasured=unmeasured)

    def folder(self) -> Path:
        """The folder for measured records, made if it does not exist.

        Raises:
            WrongUse: if it cannot be written.
        """
        folder = self.output or DEFAULT_ROOT / f"regress-{now()}"
        make_folder(folder)
        return folder


def now() -> str:
    """The time as a part of a name that no other run has."""
    return datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")


def find_rules(file: Path | None) -> Rules:
    """The rules of a file; of `pyproject.toml` here if none is named; else none.

    Raises:
        WrongUse: if the file cannot be read.
        BadRules: if it holds none.
    """
    if file is None and not Path(PYPROJECT).is_file():
        return {}
    path = file or Path(PYPROJECT)
    try:
        return read_rules(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"cannot read rules {path}: {error}; pass a readable file") from error
