"""`attnbench baseline save` writes one file that `attnbench regress` reads."""

from collections.abc import Callable
from pathlib import Path

import pytest

from attnbench.cli import main
from attnbench.plan.plan import plan_from_toml
from attnbench.plan.variant import Variant
from attnbench.regression.result_sets import result_set_of
from attnbench.study import Study
from attnreport.record import CostRecord
from attnzoo import CATALOG

Run = Callable[..., tuple[str, str]]
ZOO = Path(__file__).parents[4] / "benchmarks" / "baselines" / "zoo.json"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line and checks its exit code."""

    def run_here(*arguments: object, code: int = 0) -> tuple[str, str]:
        with pytest.raises(SystemExit) as end:
            main([*map(str, arguments)])
        out, err = capsys.readouterr()
        assert end.value.code == code, err
        return out, err

    return run_here


def test_it_says_what_was_saved_and_regress_reads_it(
    planted_study: Study, tmp_path: Path, run: Run
) -> None:
    file = tmp_path / "kept" / "baseline.json"
    out, err = run("baseline", "save", file, "--study", planted_study.folder)
    assert err == f"wrote {file}\n"
    assert out.splitlines() == [
        "records: 4 cost, 1 speed, 12 train",
        "commit: 0123456789abcdef0123456789abcdef01234567",
        "machine: cpu, Example CPU, 8 cores, 1 thread",
    ]
    assert result_set_of(file).name == str(file)
    run("regress", "--baseline", file, "--current", planted_study.folder)


def test_a_file_that_is_there_is_replaced_only_by_force(
    planted_study: Study, tmp_path: Path, run: Run
) -> None:
    file = tmp_path / "baseline.json"
    file.write_text("mine")
    arguments = ("baseline", "save", file, "--study", planted_study.folder, "--commit", "cafe")
    _, err = run(*arguments, code=2)
    assert "exists; pass --force to replace it" in err
    assert file.read_text() == "mine"
    out, _ = run(*arguments, "--force", "--metrics", "params")
    assert "commit: cafe" in out
    assert {record.kind for record in result_set_of(file).records} == {"cost"}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--metrics", "latenci"), "unknown metric 'latenci'; did you mean 'latency'?"),
        (("--study", "nowhere"), "unknown study 'nowhere'"),
    ],
)
def test_wrong_use_names_the_way_out(
    words: tuple[str, ...], expected: str, planted_study: Study, tmp_path: Path, run: Run
) -> None:
    study = () if "--study" in words else ("--study", planted_study.folder)
    _, err = run("baseline", "save", tmp_path / "new.json", *study, *words, code=2)
    assert expected in err
    assert not (tmp_path / "new.json").exists()


def test_a_folder_is_no_file(planted_study: Study, tmp_path: Path, run: Run) -> None:
    arguments = ("baseline", "save", tmp_path, "--study", planted_study.folder)
    assert "is a folder; name a file" in run(*arguments, code=2)[1]


def test_the_baseline_of_the_zoo_has_every_module_of_the_catalogue() -> None:
    saved = result_set_of(ZOO)
    assert set(plan_from_toml(saved.plan, "zoo").modules) == set(map(Variant, CATALOG))
    costs = {record.variant: record for record in saved.records if isinstance(record, CostRecord)}
    assert set(costs) == {"baseline", *CATALOG}
    assert all(costs[name].outputs and costs[name].error is None for name in CATALOG)
