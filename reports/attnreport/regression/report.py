"""The report of a comparison of two result sets, for every format."""

from collections.abc import Mapping
from dataclasses import dataclass

from attnreport.regression.finding import RED, Finding, Verdict

DONE, RED_BUILD, UNDECIDED = 0, 1, 3
"""Exit codes: nothing got worse, something did, nobody can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Where one of the two result sets comes from."""

    name: str
    """A file, a study's folder or a git reference."""
    made_at: str
    """UTC, ISO 8601: when its newest record was started; empty where it has none."""
    commit: str | None
    """Commit of the measured code; None where it is unknown."""
    machine: str
    """Processor, cores, device and threads in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegressionReport:
    """The findings, worst rows not first but as measured, with what was left out."""

    baseline: Side
    current: Side
    findings: tuple[Finding, ...]
    refused: tuple[str, ...] = ()
    """Sentences: what could not be compared at all, and why, such as times of another machine."""
    is_complete: bool = True
    """Whether all was compared that had to be; the refused sentences say what was not."""
    notes: tuple[str, ...] = ()
    """Sentences: conditions, the null comparison, the rules that were applied."""

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many findings have each verdict, those without left out, in the verdicts' order."""
        every = [finding.verdict for finding in self.findings]
        return {verdict: every.count(verdict) for verdict in Verdict if verdict in every}

    @property
    def exit_code(self) -> int:
        """1 where anything is red, else 3 where anything is too noisy or not compared, else 0."""
        counts = self.counts
        if any(verdict in counts for verdict in RED):
            return RED_BUILD
        return UNDECIDED if Verdict.TOO_NOISY in counts or not self.is_complete else DONE

    @property
    def verdict(self) -> Verdict:
        """The one that stands for all: the worst, with improved only where nothing is worse."""
        order = (*RED, Verdict.TOO_NOISY, Verdict.IMPROVED)
        return next((verdict for verdict in order if verdict in self.counts), Verdict.OK)
