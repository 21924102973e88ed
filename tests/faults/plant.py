"""Plant each fault of faults.toml in a copy of the repository; the tests named with it must fail.

    python tests/faults/plant.py [NAME ...] [--jobs N]

Prints a line a fault and ends with how many were caught; exit code 1 if one was not.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FAILED = 1
"""Exit code of pytest when tests ran and some failed; any other code is no proof."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One small mistake."""

    name: str
    file: str
    old: str
    """Text that stands exactly once in the file."""
    new: str
    tests: tuple[str, ...]
    """The test files, or folders, that have to notice."""


def read_faults() -> tuple[Fault, ...]:
    """Every fault of `faults.toml`."""
    content = tomllib.loads((HERE / "faults.toml").read_text(encoding="utf-8"))
    return tuple(Fault(**{**fault, "tests": tuple(fault["tests"])}) for fault in content["fault"])


def copy_repository(folder: Path) -> None:
    """Copy what git tracks, or would."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)


def run_tests(folder: Path, tests: tuple[str, ...]) -> int:
    """Exit code of pytest in a copy."""
    paths = os.pathsep.join(str(folder / part) for part in ("", "modules", "reports"))
    options = ["-m", "not slow", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"]
    return subprocess.run(
        [sys.executable, "-B", "-m", "pytest", *options, *tests],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    ).returncode


def try_fault(fault: Fault, folders: SimpleQueue[Path]) -> str:
    """What became of one fault: `caught`, or why not."""
    folder = folders.get()
    try:
        file = folder / fault.file
        text = file.read_text(encoding="utf-8")
        if text.count(fault.old) != 1:
            return f"cannot be planted: the text stands {text.count(fault.old)} times in the file"
        file.write_text(text.replace(fault.old, fault.new), encoding="utf-8")
        try:
            code = run_tests(folder, fault.tests)
        finally:
            file.write_text(text, encoding="utf-8")
        return "caught" if code == FAILED else f"NOT caught: pytest ended with {code}"
    finally:
        folders.put(folder)


def main() -> None:
    """Plant the faults, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    faults = [fault for fault in read_faults() if not options.names or fault.name in options.names]
    caught = 0
    folders: SimpleQueue[Path] = SimpleQueue()
    with tempfile.TemporaryDirectory() as top, ThreadPoolExecutor(options.jobs) as threads:
        for number in range(options.jobs):
            copy_repository(Path(top) / str(number))
            folders.put(Path(top) / str(number))
        for fault, result in zip(
            faults, threads.map(lambda fault: try_fault(fault, folders), faults), strict=True
        ):
            caught += result == "caught"
            print(f"{fault.name:<32} {result}", flush=True)
    print(f"{caught} of {len(faults)} faults caught")
    sys.exit(caught < len(faults))


if __name__ == "__main__":
    main()
