"""A report is shown, printed or written, and GitHub is told; a verdict is never lost on the way."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from attnbench.cli.actions.regress_report import MOST_BYTES, check_formats, give_report
from attnbench.errors import WrongUse
from attnreport.formats import CONSOLE
from attnreport.regression.finding import Finding, Verdict
from attnreport.regression.formats.table import FORMATS
from attnreport.regression.metrics.table import METRICS
from attnreport.regression.report import RegressionReport, Side

SIDE = Side(name="main", made_at="", commit=None, machine="")
ALL = tuple(FORMATS)


def report(label: str = "EMA") -> RegressionReport:
    worse = Finding(
        row="ema",
        label=label,
        metric=METRICS["params"],
        verdict=Verdict.REGRESSED,
        before=1000,
        after=1100,
        change=0.1,
        reason="params are exact",
    )
    return RegressionReport(baseline=SIDE, current=SIDE, findings=(worse,), notes=(label,))


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not on GitHub, even where these tests run there."""
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


@pytest.fixture
def summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    return file


def test_the_console_shows_the_verdict_and_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    give_report(report(), [CONSOLE], None)
    out, err = capsys.readouterr()
    assert "▲ +10.0 % worse" in out
    assert out.startswith("Verdict: regressed. 1 of 1 measurement got worse")
    assert err == ""


def test_with_a_folder_every_format_is_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    give_report(report(), ALL, tmp_path / "out")
    names = ["regress-benchmark.json", "regress.csv", "regress.json", "regress.md", "regress.xml"]
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == names
    assert capsys.readouterr().err.count("wrote ") == len(names)
    texts = {name: (tmp_path / "out" / name).read_text(encoding="utf-8") for name in names}
    assert ET.fromstring(texts["regress.xml"].encode()).get("failures") == "1"
    assert json.loads(texts["regress-benchmark.json"])[0]["value"] == 1100
    assert json.loads(texts["regress.json"])["rows"][0]["verdict"] == "regressed"
    assert texts["regress.csv"].startswith("verdict,row,")
    assert texts["regress.md"].startswith("<!-- attnbench regress -->\n**regressed**")


@pytest.mark.parametrize("form", [name for name in FORMATS if name != CONSOLE])
def test_one_format_without_a_folder_is_printed_and_nothing_else(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    give_report(report(), [form], None)
    assert capsys.readouterr() == (FORMATS[form].render(report()), "")


def test_several_formats_on_one_output_are_refused() -> None:
    with pytest.raises(WrongUse, match=r"one output is one document; .* --output DIR"):
        check_formats([CONSOLE, "csv"], None)
    check_formats(ALL, Path())


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WrongUse, match=r"cannot write .*file"):
        give_report(report(), ["csv"], tmp_path / "file")


def test_on_github_the_summary_grows_by_the_comment(
    summary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    summary.write_text("of an earlier command\n", encoding="utf-8")
    give_report(report(), [CONSOLE], None)
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("of an earlier command\n<!-- attnbench regress -->\n**regressed**")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("trouble", ["too long", "a folder"])
def test_a_summary_that_cannot_be_written_is_a_warning(
    summary: Path, trouble: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if trouble == "too long":
        summary.write_bytes(b"x" * MOST_BYTES)
    else:
        summary.mkdir()
    give_report(report(), [CONSOLE], None)
    out, err = capsys.readouterr()
    assert "Verdict: regressed" in out
    assert err.startswith("warning: ")
    assert err.endswith("the report is complete without it\n")
    assert summary.is_dir() or summary.stat().st_size == MOST_BYTES


def commands(lines: str) -> Iterator[str]:
    """What GitHub's runner takes for commands, as far as it is not told to stop."""
    waits_for = None
    for line in map(str.strip, lines.splitlines()):
        if waits_for is not None:
            waits_for = None if line == f"::{waits_for}::" else waits_for
        elif match := re.match(r"::stop-commands::(\w+)", line):
            waits_for = match[1]
        elif match := re.match(r"::([\w-]+)( [^:]*)?::|.*##\[([\w-]+)", line):
            yield match[1] or match[3]


@pytest.mark.parametrize("label", ["EMA", "::add-mask::EMA", "x " * 100 + "::error::", "##[debug]"])
def test_on_github_annotations_follow_and_no_text_gives_a_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], label: str
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("COLUMNS", "80")
    give_report(report(label), [CONSOLE], None)
    out = capsys.readouterr().out
    assert list(commands(out)) == ["error"]
    assert out.splitlines()[-1].startswith("::error title=regressed%3A ")


def test_on_github_a_printed_document_stays_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    give_report(report(), ["json"], None)
    out, err = capsys.readouterr()
    assert json.loads(out)["rows"][0]["verdict"] == "regressed"
    assert err.startswith("::error title=")
