"""Start-up time of `attnbench --help` against an empty typer program, in turns.

Run: python benchmarks/startup.py
Prints the median and the range of each over the rounds, and the median of their ratio.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 15

EMPTY = """
import typer

app = typer.Typer()


@app.command()
def main() -> None:
    \"\"\"Do nothing.\"\"\"


app()
"""


def seconds(command: list[str]) -> float:
    """How long a command takes, from its start to its end."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Time both programs in turns and print what they took."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "empty.py"
        program.write_text(EMPTY)
        commands = {
            "attnbench --help": [sys.executable, "-m", "attnbench", "--help"],
            "empty typer --help": [sys.executable, str(program), "--help"],
        }
        samples: dict[str, list[float]] = {name: [] for name in commands}
        for command in commands.values():
            seconds(command)
        for _ in range(ROUNDS):
            for name, command in commands.items():
                samples[name].append(seconds(command))
    for name, values in samples.items():
        print(
            f"{name}: median {statistics.median(values):.3f} s, "
            f"{min(values):.3f} to {max(values):.3f} s, n = {ROUNDS}"
        )
    ours, empty = samples.values()
    ratio = statistics.median(a / b for a, b in zip(ours, empty, strict=True))
    print(f"attnbench takes {ratio:.2f} x the empty program")


if __name__ == "__main__":
    main()
