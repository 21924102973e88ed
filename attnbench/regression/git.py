"""Calls of git."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from attnbench.errors import WrongUse


def git(folder: Path, *words: str, environment: Mapping[str, str] | None = None) -> str:
    """What git prints in a folder.

    Args:
        folder: Where it runs: a working tree, or the folder of a repository.
        words: Its arguments.
        environment: Variables beside those of this process.

    Raises:
        WrongUse: if there is no git, or it fails.
    """
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, **(environment or {})},
        )
    except OSError as error:
        raise WrongUse(
            f"cannot run git ({error.strerror}); install it, or compare two saved result sets"
        ) from error
    if done.returncode:
        output = " ".join(done.stderr.split()).removeprefix("fatal: ") or f"exit {done.returncode}"
        raise WrongUse(
            f"needs a git repository (git {words[0]} failed in {folder}: {output})",
            parameter="baseline_ref",
        )
    return done.stdout.strip()
