"""The ready CI files: their shell runs as it stands, and reads nothing that others may write."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from attnreport.regression.formats.comment import MARKER
from attnreport.regression.result_set import ResultSet, dump
from tests.reports.conftest import cost

ROOT = Path(__file__).parents[2]
SHELL = ("bash", "-e")
"""GitHub's default for a step, and near enough to GitLab's."""


def read(name: str) -> dict[Any, Any]:
    content = yaml.safe_load((ROOT / "docs" / "ci" / name).read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


GITHUB = read("github-regress.yml")
GITLAB = read("gitlab-regress.yml")["regress"]

STEPS = {
    step["name"]: step["run"]
    for job in GITHUB["jobs"].values()
    for step in job["steps"]
    if "run" in step
}
LINES = [*GITLAB["before_script"], *GITLAB["script"]]


@pytest.mark.parametrize("script", [*STEPS.values(), *LINES], ids=[*STEPS, *LINES])
def test_every_script_is_a_shell_script_and_no_expression_is_pasted_into_it(script: str) -> None:
    subprocess.run(["bash", "-n"], input=script, text=True, check=True)
    assert "${{" not in script


def test_what_runs_a_pull_requests_code_can_only_read() -> None:
    # YAML 1.1 reads the key `on` as true.
    assert GITHUB[True] == "pull_request"
    assert GITHUB["permissions"] == {"contents": "read"}
    writing = {name for name, job in GITHUB["jobs"].items() if "permissions" in job}
    assert writing == {"comment"}
    used = [step.get("uses", "") for step in GITHUB["jobs"]["comment"]["steps"]]
    assert not any(use.startswith("actions/checkout") for use in used)


def test_gitlab_takes_too_noisy_for_a_warning_and_the_xml_for_a_report() -> None:
    assert GITLAB["allow_failure"] == {"exit_codes": 3}
    assert GITLAB["artifacts"]["reports"] == {"junit": "regress-report/regress.xml"}
    assert GITLAB["artifacts"]["when"] == "always"


def gh(folder: Path, answer: str) -> Path:
    """A command in place of GitHub's, which keeps what it was called with."""
    file = folder / "gh"
    script = f'#!/bin/sh\nprintf "%s|" "$@" >> calls\necho >> calls\nprintf "{answer}"\n'
    file.write_text(script, encoding="utf-8")
    file.chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("answer", "call"),
    [
        ("", "api|--method|POST|repos/o/r/issues/7/comments|"),
        ("12\\n34\\n", "api|--method|PATCH|repos/o/r/issues/comments/12|"),
    ],
    ids=["the first comment", "a later one"],
)
def test_a_comment_of_ours_is_replaced_and_not_repeated(
    tmp_path: Path, answer: str, call: str
) -> None:
    path = f"{gh(tmp_path, answer)}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "GITHUB_REPOSITORY": "o/r", "NUMBER": "7"}
    subprocess.run([*SHELL, "-c", STEPS["Comment"]], cwd=tmp_path, env=environment, check=True)
    lookup, call_made = (tmp_path / "calls").read_text(encoding="utf-8").split("|\n")[:2]
    assert f'startswith("{MARKER}")' in lookup
    assert f"{call_made}|".startswith(call)
    assert call_made.endswith("|--field|body=@regress-report/regress.md")


def result_set(name: str, params: int) -> ResultSet:
    """A stored set of one count."""
    return ResultSet(
        name=name, plan='modules = ["ema"]\n', records=(replace(cost("ema"), params=params),)
    )


def attnbench(folder: Path) -> Path:
    """The command of these sources, as an installation would have it."""
    file = folder / "attnbench"
    paths = os.pathsep.join(str(ROOT / part) for part in ("", "modules", "reports"))
    script = f'#!/bin/sh\nPYTHONPATH="{paths}" exec "{sys.executable}" -m attnbench "$@"\n'
    file.write_text(script, encoding="utf-8")
    file.chmod(0o755)
    return folder


@pytest.mark.parametrize(
    ("script", "params", "code"),
    [(STEPS["Compare"], 1001, 1), (*GITLAB["script"], 1000, 0)],
    ids=["github", "gitlab"],
)
def test_the_comparison_runs_in_a_plain_shell(
    tmp_path: Path, script: str, params: int, code: int
) -> None:
    (tmp_path / "a.json").write_bytes(dump(result_set("before", 1000)))
    (tmp_path / "b.json").write_bytes(dump(result_set("after", params)))
    environment = {
        "PATH": f"{attnbench(tmp_path)}{os.pathsep}{os.environ['PATH']}",
        "COMPARE": "--baseline a.json --current b.json --metrics params",
    }
    result = subprocess.run(
        [*SHELL, "-c", script],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == code, result.stderr
    assert (tmp_path / "regress-report" / "regress.xml").exists()


def run_with_code(script: str, folder: Path, code: int) -> "subprocess.CompletedProcess[str]":
    """Run a script whose `attnbench` only ends with an exit code."""
    file = folder / "attnbench"
    file.write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
    file.chmod(0o755)
    environment = {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "COMPARE": "--baseline a"}
    return subprocess.run(
        [*SHELL, "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("code", "exit_code"), [(0, 0), (1, 1), (2, 2), (3, 0)])
def test_on_github_too_noisy_is_said_and_fails_nothing(
    tmp_path: Path, code: int, exit_code: int
) -> None:
    result = run_with_code(STEPS["Compare"], tmp_path, code)
    assert result.returncode == exit_code
    assert bool(re.search("too noisy", result.stdout)) is (code == 3)


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_on_gitlab_the_exit_code_is_the_comparisons(tmp_path: Path, code: int) -> None:
    (script,) = GITLAB["script"]
    assert run_with_code(script, tmp_path, code).returncode == code
