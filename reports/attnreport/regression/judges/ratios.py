"""Times of one session as ratios to its baseline network."""

from dataclasses import dataclass
from math import log1p

from attnreport.record import BASELINE, NULL_ROW, SpeedRecord
from attnreport.regression.judges.decision import is_nothing
from attnreport.regression.judges.estimate import Estimate, median_estimate
from attnreport.regression.judges.rounds import Logarithms, fault_of, log_seconds
from attnreport.regression.session_values import Seconds, SecondsOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratios:
    """One session's times of one metric, and what became of its null row."""

    seconds: Seconds
    null: Estimate | None
    """Logarithm of the baseline network over itself; None where it was not timed twice."""

    def fault(self, row: str) -> str | None:
        """Why a row has no ratio to the baseline network; None where it has one."""
        return fault_of(self.seconds[row], self.seconds[BASELINE])

    def of(self, row: str) -> Logarithms:
        """Round by round the logarithm of a row's ratio to the baseline network."""
        return log_seconds(self.seconds[row]) - log_seconds(self.seconds[BASELINE])

    def is_sound(self, minimum_effect: float) -> bool:
        """Whether the baseline network surely equals itself within a least effect."""
        null = self.null
        minimum = log1p(minimum_effect)
        return null is not None and is_nothing(null.value, null.low, null.high, minimum)

    @property
    def null_text(self) -> str:
        """The null row's distance from the baseline network."""
        return self.null.as_share.percent_text if self.null else "was not measured"


def ratios_of(session: SpeedRecord, seconds_of: SecondsOf, level: float) -> Ratios:
    """The ratios of a session that timed the baseline network.

    Args:
        session: Its times.
        seconds_of: Which of them.
        level: Chance of the null row's interval to leave out the truth.
    """
    seconds = seconds_of(session)
    alone = Ratios(seconds=seconds, null=None)
    if NULL_ROW not in seconds or alone.fault(NULL_ROW):
        return alone
    return Ratios(seconds=seconds, null=median_estimate(alone.of(NULL_ROW), level))
