# /// script
# requires-python = ">=3.11"
# dependencies = ["nox>=2025.5"]
# ///
"""Every check of attnbench: `nox` runs the default ones, each in an environment of its own.

`nox --no-venv` runs them in the environment that it is called from, which `pip install -e '.[dev]'`
has made: one copy of torch instead of several.
"""

from tempfile import TemporaryDirectory

import nox

nox.needs_version = ">=2025.5"
nox.options.reuse_existing_virtualenvs = True


def install(session: nox.Session, *packages: str) -> None:
    """Install into the session's environment, unless it is the caller's own."""
    if session.venv_backend != "none":
        session.install(*packages)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, spelling and who imports whom."""
    install(session, "codespell", "import-linter", "ruff")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("codespell")
    session.run("lint-imports", "--no-cache", env={"PYTHONPATH": ".:modules:reports"})


@nox.session
def types(session: nox.Session) -> None:
    """Check types, strictly."""
    install(session, "-e", ".[test,types]", "nox")
    session.run("mypy", *session.posargs)


@nox.session
def build(session: nox.Session) -> None:
    """Build the wheel and the source archive."""
    install(session, "build")
    session.run("python", "-m", "build", "--outdir", session.create_tmp())


@nox.session
def tests(session: nox.Session) -> None:
    """Run the test suite."""
    install(session, "-e", ".[test]")
    side_by_side = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile")
    session.run("python", "-m", "pytest", "-m", "not slow", *side_by_side, *session.posargs)


@nox.session
def regression(session: nox.Session) -> None:
    """Compare the zoo's parameters, MACs and outputs with the committed baseline."""
    install(session, "-e", ".")
    compared = ("--baseline", "benchmarks/baselines/zoo.json", "--metrics", "params,macs,output")
    with TemporaryDirectory() as folder:
        measured = ("--output", folder)
        session.run("python", "-m", "attnbench", "regress", *compared, *measured, *session.posargs)


@nox.session(default=False)
def slow(session: nox.Session) -> None:
    """Run the tests that take minutes: compilers, ONNX, several processes."""
    install(session, "-e", ".[test]")
    session.run("python", "-m", "pytest", "-m", "slow and not torture", *session.posargs)


@nox.session(default=False)
def faults(session: nox.Session) -> None:
    """Plant small mistakes one at a time; the tests of the files concerned must notice each."""
    install(session, "-e", ".[test]")
    session.run("python", "tests/faults/plant.py", *session.posargs)


@nox.session(default=False)
def torture(session: nox.Session) -> None:
    """Kill training at random moments, and compare what it ends in; takes about ten minutes."""
    install(session, "-e", ".[test]")
    session.run("python", "-m", "pytest", "-m", "torture", "-s", *session.posargs)


@nox.session(default=False)
def families(session: nox.Session) -> None:
    """Try every site in every family of timm, and write docs/families.md."""
    install(session, "-e", ".")
    session.run("python", "docs/families.py", *session.posargs)


@nox.session(default=False)
def benchmarks(session: nox.Session) -> None:
    """Run the timings, which no test asserts."""
    install(session, "-e", ".")
    session.run("python", "benchmarks/startup.py")
    session.run("python", "benchmarks/modules.py")
    session.run("python", "benchmarks/train_speed.py", "--profile")


@nox.session(default=False)
def regress_power(session: nox.Session) -> None:
    """Measure how often a comparison of two versions errs; takes most of an hour."""
    install(session, "-e", ".")
    session.run("python", "benchmarks/regress_power.py", *session.posargs)
