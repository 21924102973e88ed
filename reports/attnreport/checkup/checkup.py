"""The result of a check-up: frozen, plain values, and the JSON of them."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum

SCHEMA = 1
"""Version of the JSON form."""

FIX_ONE = "Fix it, then run this check again."
FIX_FIRST = "One fault often fails several checks: fix the first, then run them again."


class Result(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    WARNED = "warned"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check found."""

    check: str
    """The check's short name, by which it can be chosen."""
    theme: str
    """What it belongs to."""
    title: str
    """What is checked, as a statement that is true of a sound module."""
    result: Result
    seen: str
    """What was observed, with names and numbers; for a skipped check, why. May be empty where the
    check passed."""
    meaning: str = ""
    """What follows from it, where it is not as it should be."""
    remedy: str = ""
    """What to change."""
    wall_s: float = 0.0

    def __str__(self) -> str:
        sentences = (f"{self.check} {self.result}: {self.seen}", self.meaning, self.remedy)
        return ". ".join(text.rstrip(".") for text in sentences if text) + "."


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """All findings on one module."""

    module: str
    """As it was named, with its options."""
    channels: int
    height: int
    width: int
    device: str
    torch: str
    attnbench: str
    findings: tuple[Finding, ...]
    count: int = 0
    """How many checks exist; 0 where that is not known."""

    @property
    def failed(self) -> tuple[Finding, ...]:
        """The checks that failed; empty for a sound module."""
        return self.with_result(Result.FAILED)

    def with_result(self, *results: Result) -> tuple[Finding, ...]:
        """The findings that ended so, in the order of the checks."""
        return tuple(finding for finding in self.findings if finding.result in results)

    def __str__(self) -> str:
        findings = self.with_result(Result.FAILED, Result.WARNED)
        return "\n".join((f"{self.module}: {summary(self.findings)}", *map(str, findings)))


def themes(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings by theme, themes in the order in which they first appear."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.theme, []).append(finding)
    return groups


def summary(findings: Iterable[Finding]) -> str:
    """How many checks ended in which way: 21 passed, 1 failed, 2 warned."""
    results = [finding.result for finding in findings]
    counts = ((result, results.count(result)) for result in Result)
    return ", ".join(f"{count} {result}" for result, count in counts if count) or "no checks"


def heading(checkup: Checkup) -> str:
    """What was examined, and how."""
    size = f"{checkup.height}x{checkup.width}"
    return f"{checkup.module}: {checkup.channels} channels, {size} maps, {checkup.device}"


def closing(checkup: Checkup) -> str:
    """What the results mean as a whole."""
    if checkup.failed:
        is_one = len(checkup.failed) == 1
        return FIX_ONE if is_one else FIX_FIRST
    if checkup.count > len(checkup.findings):
        return f"{len(checkup.findings)} of {checkup.count} checks ran, and none failed."
    warned = checkup.with_result(Result.WARNED)
    return "Nothing failed; a warning may be meant." if warned else "Nothing is wrong."


def render_json(checkup: Checkup) -> str:
    """An object with the setting, the result as a whole, and every finding."""
    result = Result.FAILED if checkup.failed else Result.PASSED
    content = {"schema_version": SCHEMA, "result": result, **asdict(checkup)}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
