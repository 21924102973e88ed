"""Workers run the code of their parent, outlive their cells, and leave nothing behind."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from attnbench.engine.cells.request import CellRequest
from attnbench.engine.processes.pool import Pool, Stopped, Worker
from attnbench.plan.plan import Plan


@pytest.fixture
def broken(tmp_path: Path, brief: Plan) -> CellRequest:
    """A training cell without a seed: its process fails at once."""
    return CellRequest(
        study=str(tmp_path),
        plan=brief.to_toml(),
        kind="train",
        variants=("eca",),
        seed=None,
        key="key",
        command="a test",
    )


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pool]:
    """Starts its workers in a folder with a package of the same name."""
    folder = tmp_path_factory.mktemp("wrong")
    (folder / "attnbench").mkdir()
    (folder / "attnbench" / "__init__.py").write_text("raise RuntimeError('the wrong one')")
    with closing(Pool()) as pool, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield pool


def test_a_worker_that_has_died_is_replaced(pool: Pool, broken: CellRequest) -> None:
    pool.grow(1)
    worker = pool.take()
    worker.stop()
    with pytest.raises(Stopped):
        worker.run(broken, lambda *_: None)
    pool.give_back(worker)
    replacement = pool.take()
    assert replacement is not worker
    pool.give_back(replacement)


def test_a_worker_ignores_a_package_of_the_same_name_in_its_folder(pool: Pool) -> None:
    worker = pool.take()
    assert worker.wait()
    assert worker.complaints.read_text() == ""
    pool.give_back(worker)


def test_a_worker_outlives_a_cell_that_fails_and_hears_why(pool: Pool, broken: CellRequest) -> None:
    worker = pool.take()
    for _ in range(2):
        assert worker.run(broken, lambda *_: None) == 1
        assert worker.complaints.read_text().splitlines()[-1] == "AssertionError"
    pool.give_back(worker)


def test_a_pool_leaves_no_process_and_no_file_behind(pool: Pool, broken: CellRequest) -> None:
    """The last test of the pool: it closes it, and a worker that has only just been started."""
    worker = pool.take()
    assert worker.run(broken, lambda *_: None) == 1
    worker.stop()
    with pytest.raises(Stopped):
        worker.run(broken, lambda *_: None)
    pool.give_back(worker)
    replacement = pool.take()
    processes = [member._process.pid for member in (worker, replacement)]
    folders = [member.complaints.parent for member in (worker, replacement)]
    assert all(folder.exists() for folder in folders)
    pool.close()
    end = time.monotonic() + 10
    while Path(f"/proc/{processes[1]}").exists() and time.monotonic() < end:
        time.sleep(0.05)
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
    assert not any(folder.exists() for folder in folders)


def test_a_worker_that_cannot_start_gives_its_exit_code(
    broken: CellRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "attnbench.py").write_text("raise SystemExit(7)")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    worker = Worker(tmp_path)
    assert worker.run(broken, lambda *_: None) == 7
    worker.close()
