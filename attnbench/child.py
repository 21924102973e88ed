"""Processes that import from where this one does, whatever lies in their folder.

This file is also their program: it imports nothing of its own before it knows where to look.
"""

import json
import runpy
import sys
from collections.abc import Sequence
from importlib import import_module


def child_command(program: str, *arguments: str, search: Sequence[str] | None = None) -> list[str]:
    """The command of a process that runs a program of ours.

    Args:
        program: A module, whose `main` takes the arguments; or the path of a file that is run.
        arguments: What it is given.
        search: Where it looks for imports; None takes this process's `sys.path`.
    """
    where = json.dumps(list(sys.path if search is None else search))
    # -P: else Python would look for imports in this file's folder before anywhere else.
    return [sys.executable, "-P", __file__, where, program, *arguments]


def main() -> None:
    """Run the program that the command line names."""
    sys.path[:] = json.loads(sys.argv[1])
    program, arguments = sys.argv[2], sys.argv[3:]
    if program.endswith(".py"):
        sys.argv[:] = [program, *arguments]
        runpy.run_path(program, run_name="__main__")
    else:
        import_module(program).main(*arguments)


if __name__ == "__main__":
    main()
