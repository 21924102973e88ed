"""A regression report as JSON, for programs: the verdict in fields, and every finding."""

import json
from dataclasses import asdict

from attnreport.regression.formats.findings_table import findings_table
from attnreport.regression.report import RegressionReport
from attnreport.tables import plain


def render(report: RegressionReport) -> str:
    """An object with the verdict, the exit code, counts, both sides, refused sentences and rows."""
    table = json.loads(plain.render_json(findings_table(report)))
    content = {
        "verdict": str(report.verdict),
        "exit_code": report.exit_code,
        "is_complete": report.is_complete,
        "counts": {str(verdict): count for verdict, count in report.counts.items()},
        "baseline": asdict(report.baseline),
        "current": asdict(report.current),
        "refused": list(report.refused),
        "rows": table["rows"],
        "notes": list(report.notes),
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
