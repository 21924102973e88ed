"""A comparison as JUnit XML, each finding a test case."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from xml.etree import ElementTree as ET

from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.formats.finding_text import line_text
from attnreport.regression.report import RegressionReport
from attnreport.text import unique

NAME = "attnbench regress"

OUTCOMES: Mapping[Verdict, str] = {
    Verdict.REGRESSED: "failure",
    Verdict.MISSING: "failure",
    Verdict.BROKEN: "error",
    Verdict.TOO_NOISY: "skipped",
    Verdict.NEW: "skipped",
}
"""The element within the case; the other verdicts pass and have none."""

COUNTED: Mapping[str, str] = {"failures": "failure", "errors": "error", "skipped": "skipped"}
"""By attribute of the suite, the element that it counts."""

NOT_OF_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold (its production 2, Char)."""


def render(report: RegressionReport) -> str:
    """One suite: regressed and missing fail, broken is an error, too noisy and new are skipped."""
    cases = [*_cases(report.findings), *_refused(report.refused)]
    suite = ET.Element("testsuite", {"name": NAME, **_counts(cases)})
    suite.append(_properties(report))
    suite.extend(cases)
    suites = ET.Element("testsuites", suite.attrib)
    suites.append(suite)
    ET.indent(suites)
    return ET.tostring(suites, encoding="utf-8", xml_declaration=True).decode() + "\n"


def _counts(cases: Sequence[ET.Element]) -> dict[str, str]:
    counts = {
        name: sum(case.find(tag) is not None for case in cases) for name, tag in COUNTED.items()
    }
    return {"tests": str(len(cases))} | {name: str(number) for name, number in counts.items()}


def _properties(report: RegressionReport) -> ET.Element:
    properties = ET.Element("properties")
    for prefix, side in {"baseline": report.baseline, "current": report.current}.items():
        for name, value in asdict(side).items():
            ET.SubElement(
                properties, "property", name=f"{prefix}.{name}", value=_clean(value or "")
            )
    return properties


def _cases(findings: Sequence[Finding]) -> Iterator[ET.Element]:
    """One a finding; readers drop the second of two cases that have the same row and name."""
    rows = [_clean(finding.row) for finding in findings]
    names = unique(
        f"{row}: {_clean(finding.title)}" for row, finding in zip(rows, findings, strict=True)
    )
    for row, name, finding in zip(rows, names, findings, strict=True):
        case = ET.Element("testcase", classname=row, name=name.removeprefix(f"{row}: "))
        if finding.verdict in OUTCOMES:
            case.append(_outcome(OUTCOMES[finding.verdict], finding.verdict, line_text(finding)))
        yield case


def _refused(sentences: Sequence[str]) -> Iterator[ET.Element]:
    for number, sentence in enumerate(sentences, start=1):
        case = ET.Element("testcase", classname="refused", name=f"comparison {number}")
        case.append(_outcome("skipped", "refused", sentence))
        yield case


def _outcome(tag: str, kind: str, text: str) -> ET.Element:
    """Some readers show the message, others what stands within the element."""
    outcome = ET.Element(tag, type=kind, message=f"{kind}. {_clean(text)}")
    outcome.text = _clean(text)
    return outcome


def _clean(text: str) -> str:
    return NOT_OF_XML.sub("\N{REPLACEMENT CHARACTER}", text)
