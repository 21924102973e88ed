import json

from attnreport.regression.formats.json_report import render
from attnreport.regression.report import RegressionReport


def test_a_program_reads_the_verdict_from_fields(report: RegressionReport) -> None:
    read = json.loads(render(report))
    assert read["verdict"] == report.verdict
    assert read["exit_code"] == 1
    assert sum(read["counts"].values()) == len(read["rows"]) == len(report.findings)
    assert read["baseline"]["name"] == report.baseline.name
    assert read["refused"] == list(report.refused)
