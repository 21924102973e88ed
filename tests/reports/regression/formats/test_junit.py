"""JUnit XML reads back as the findings, and its counts agree."""

from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.formats.junit import render
from attnreport.regression.report import RegressionReport

MakeFinding = Callable[..., Finding]
MakeReport = Callable[..., RegressionReport]

OUTCOMES = {"failure": "failures", "error": "errors", "skipped": "skipped"}


def suite_of(report: RegressionReport) -> ET.Element:
    suite = ET.fromstring(render(report).encode()).find("testsuite")
    assert suite is not None
    return suite


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [
        (Verdict.OK, []),
        (Verdict.IMPROVED, []),
        (Verdict.REGRESSED, ["failure"]),
        (Verdict.MISSING, ["failure"]),
        (Verdict.BROKEN, ["error"]),
        (Verdict.TOO_NOISY, ["skipped"]),
        (Verdict.NEW, ["skipped"]),
    ],
    ids=lambda value: str(value) if isinstance(value, Verdict) else "",
)
def test_a_verdict_is_an_outcome_with_its_reason(
    make_finding: MakeFinding, make_report: MakeReport, verdict: Verdict, outcome: list[str]
) -> None:
    finding = make_finding("ema", "macs", verdict, detail="torch", reason="because")
    [case] = suite_of(make_report(finding)).findall("testcase")
    assert case.attrib == {"classname": "ema", "name": "FLOPs (torch)"}
    assert [item.tag for item in case] == outcome
    assert [item.get("message") for item in case] == [f"{verdict}. because"] * len(outcome)


def test_the_suite_has_the_shape_that_readers_expect(report: RegressionReport) -> None:
    root = ET.fromstring(render(report).encode())
    assert root.tag == "testsuites"
    [suite] = root
    assert [item.tag for item in suite] == ["properties", *["testcase"] * 15]
    assert suite.attrib == root.attrib
    assert suite.get("tests") == "15"
    for tag, name in OUTCOMES.items():
        assert suite.get(name) == str(len(suite.findall(f"testcase/{tag}")))
    properties = {item.get("name"): item.get("value") for item in suite.iter("property")}
    assert properties["baseline.commit"] == report.baseline.commit
    assert properties["current.commit"] == ""
    assert properties["current.name"] == "working tree"


def test_what_was_refused_is_skipped_and_not_passed(make_report: MakeReport) -> None:
    [case] = suite_of(make_report(refused=("the machines differ",))).findall("testcase")
    assert case.get("classname") == "refused"
    assert [item.get("message") for item in case] == ["refused. the machines differ"]


def test_no_two_cases_are_alike(make_finding: MakeFinding, make_report: MakeReport) -> None:
    findings = [make_finding(row, "params") for row in ("a\x00", "a\x01", "b")]
    cases = suite_of(make_report(*findings)).findall("testcase")
    assert [(case.get("classname"), case.get("name")) for case in cases] == [
        ("a\ufffd", "#.Param."),
        ("a\ufffd", "#.Param. (2)"),
        ("b", "#.Param."),
    ]


@pytest.mark.parametrize(
    "text", ["]]>", "<script>", "a|b", "&amp;", '"', "a\nb", "::error::", "=cmd()", "\ud800\x1b"]
)
def test_hostile_texts_read_back_as_themselves(report: RegressionReport, text: str) -> None:
    findings = tuple(
        replace(finding, row=text, detail=text, reason=text) for finding in report.findings
    )
    side = replace(report.current, name=text)
    suite = suite_of(replace(report, current=side, findings=findings, refused=(text,)))
    assert suite.get("tests") == "15"
    expected = text.replace("\ud800", "\ufffd").replace("\x1b", "\ufffd")
    cases = suite.findall("testcase")
    assert {case.get("classname") for case in cases[:-1]} == {expected}
    assert {item.get("value") for item in suite.iter("property")} >= {expected}


@given(text=st.text())
def test_any_text_gives_xml_that_can_be_read(report: RegressionReport, text: str) -> None:
    findings = tuple(replace(finding, row=text, reason=text) for finding in report.findings)
    assert len(suite_of(replace(report, findings=findings)).findall("testcase")) == 15
