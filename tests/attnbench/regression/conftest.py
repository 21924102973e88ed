"""A git repository of its own with a module in two versions."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

MODULE = """
from torch import nn


class Gate(nn.Module):
    def __init__(self, channels, kernel_size={kernel_size}):
        super().__init__()
        self.conv = nn.Conv1d(1, 1, kernel_size, padding=kernel_size // 2, bias=False)

    def forward(self, x):
        gate = self.conv(x.mean((2, 3))[:, None])[:, 0]
        return x * gate.sigmoid()[:, :, None, None]
"""

Git = Callable[..., str]


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """Runs git in the repository, whoever the user is."""
    folder = tmp_path / "repository"
    folder.mkdir(exist_ok=True)
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")

    def run(*words: str) -> str:
        result = subprocess.run(
            ["git", "-C", str(folder), *identity, *words],
            capture_output=True,
            text=True,
            check=True,
        )
        return result.stdout.strip()

    return run


@pytest.fixture
def repository(tmp_path: Path, git: Git) -> Path:
    """Its first commit, tagged `before`, has a kernel of 3; the working tree one of 5."""
    folder = tmp_path / "repository"
    git("init", "--quiet", "--initial-branch=main")
    (folder / "mine.py").write_text(MODULE.format(kernel_size=3))
    git("add", "mine.py")
    git("commit", "--quiet", "--message=first")
    git("tag", "before")
    (folder / "mine.py").write_text(MODULE.format(kernel_size=5))
    return folder
