"""Workers run the code of their parent, outlive their cells, and leave nothing behind."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from attnbench.engine.pool import CHILD, Pool, Stopped, Worker
from attnbench.engine.worker import Message


@pytest.fixture
def message(tmp_path: Path) -> Message:
    """A cell whose study is not there: its process fails at once."""
    return {
        "study": str(tmp_path / "nowhere"),
        "plan": 'modules = ["eca"]',
        "kind": "cost",
        "variants": ["eca"],
        "seed": None,
        "command": "a test",
        "complaints": str(tmp_path / "complaints.txt"),
        "since": "",
    }


def test_a_worker_ignores_a_package_of_the_same_name_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "attnbench").mkdir()
    (tmp_path / "attnbench" / "__init__.py").write_text("raise RuntimeError('the wrong one')")
    done = subprocess.run(
        [sys.executable, "-c", CHILD, json.dumps(sys.path)],
        input="",
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert done.stderr == ""
    assert done.stdout == "ready\t\n"


def test_a_worker_outlives_a_cell_that_fails_and_hears_why(message: Message) -> None:
    with Pool(1) as pool:
        for _ in range(2):
            with pool.worker() as worker:
                assert worker.run(message, lambda *_: None) == 1
                complaint = Path(message["complaints"]).read_text()
                assert "holds no study" in complaint.splitlines()[-1]


def test_a_dead_worker_is_replaced(message: Message) -> None:
    with Pool(1) as pool:
        with pool.worker() as worker:
            worker.wait()
            worker.stop()
            with pytest.raises(Stopped):
                worker.run(message, lambda *_: None)
        with pool.worker() as another:
            assert another is not worker
            assert another.run(message, lambda *_: None) == 1


def test_a_worker_that_cannot_start_gives_its_exit_code(
    message: Message, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "attnbench.py").write_text("raise SystemExit(7)")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    worker = Worker(tmp_path / "worker.txt")
    assert worker.run(message, lambda *_: None) == 7
    worker.close()


def test_a_pool_leaves_no_process_and_no_file_behind() -> None:
    with Pool(1) as pool, pool.worker() as worker:
        pid, complaints = worker._process.pid, worker.complaints
        assert complaints.exists()
    end = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        time.sleep(0.05)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert not complaints.parent.exists()
