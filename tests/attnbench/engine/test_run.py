"""The child process of a cell runs the code of its parent."""

import json
import subprocess
import sys
from pathlib import Path

from attnbench.engine.run import CHILD


def test_a_child_ignores_a_package_of_the_same_name_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "attnbench").mkdir()
    (tmp_path / "attnbench" / "__init__.py").write_text("raise RuntimeError('the wrong one')")
    done = subprocess.run(
        [sys.executable, "-c", CHILD, json.dumps(sys.path)],
        input="no cell",
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert "the wrong one" not in done.stderr
    assert "JSONDecodeError" in done.stderr
