"""Running someone else's code: it may raise, print, exit, and change torch's settings."""

import io
import logging
import random
import re
import traceback
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import numpy as np
import torch

from attnbench import version
from attnbench.errors import WrongUse

ANSI = re.compile(r"\x1b\[[0-9;]*m")
"""Colours in an error's text."""

LONGEST = 300
"""Characters of an error's text that are shown."""

FOREIGN = (Path(torch.__file__).parent, Path(version.__file__).parent)
"""Folders whose lines are no user's."""


def settings() -> Mapping[str, object]:
    """Torch's settings that every module of a program shares."""
    return {
        "gradient mode": torch.is_grad_enabled(),
        "default dtype": torch.get_default_dtype(),
        "default device": torch.get_default_device(),
        "deterministic algorithms": torch.are_deterministic_algorithms_enabled(),
        "number of threads": torch.get_num_threads(),
        "anomaly detection": torch.is_anomaly_enabled(),
        "autocast": torch.is_autocast_enabled("cpu"),
        "TF32 convolutions": torch.backends.cudnn.allow_tf32,
    }


@contextmanager
def contained() -> Iterator[io.StringIO]:
    """Leave settings, random numbers and the terminal as they were; gives what is printed."""
    before = settings()
    rng, python_rng, numpy_rng = torch.get_rng_state(), random.getstate(), np.random.get_state()
    logging_was = logging.root.manager.disable
    printed = io.StringIO()
    try:
        logging.disable(logging.CRITICAL)
        # Rounding to 10 bits, as a GPU does by default, would look like a fault.
        torch.backends.cudnn.allow_tf32 = False
        with warnings.catch_warnings(), redirect_stdout(printed), redirect_stderr(printed):
            warnings.simplefilter("ignore")
            yield printed
    finally:
        logging.disable(logging_was)
        torch.set_rng_state(rng)
        random.setstate(python_rng)
        np.random.set_state(numpy_rng)
        if settings() != before:
            _restore(before)


def _restore(before: Mapping[str, object]) -> None:
    torch.set_grad_enabled(bool(before["gradient mode"]))
    assert isinstance(before["default dtype"], torch.dtype)
    torch.set_default_dtype(before["default dtype"])
    torch.use_deterministic_algorithms(bool(before["deterministic algorithms"]))
    torch.autograd.set_detect_anomaly(bool(before["anomaly detection"]))
    torch.set_autocast_enabled("cpu", bool(before["autocast"]))
    torch.backends.cudnn.allow_tf32 = bool(before["TF32 convolutions"])
    threads = before["number of threads"]
    assert isinstance(threads, int)
    torch.set_num_threads(threads)
    if torch.get_default_device() != before["default device"]:
        torch.set_default_device(None)


def error_text(error: BaseException) -> str:
    """An error on one line, with where in the user's file it came up."""
    if isinstance(error, WrongUse):
        return str(error)
    if type(error).__module__.startswith("torch.onnx") and error.__cause__ is not None:
        # The exporter's own text says how to report it; the cause says what it is.
        return error_text(error.__cause__)
    whole = ANSI.sub("", str(error))
    first = next((" ".join(line.split()) for line in whole.splitlines() if line.strip()), "")
    text = first if len(first) <= LONGEST else f"{first[:LONGEST]}..."
    name = type(error).__name__
    return f"{name}{': ' if text else ''}{text}{_where(error, whole)}"


def _where(error: BaseException, text: str) -> str:
    """The last line that is neither torch's nor ours; the compiler names it in the text instead."""
    frames = [(frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__)]
    named = re.findall(r'File "([^"]+)", line (\d+)', text)
    own = [
        (Path(file), line)
        for file, line in (*frames, *named)
        if not file.startswith("<") and not any(map(Path(file).is_relative_to, FOREIGN))
        if "site-packages" not in file
    ]
    return f" ({own[-1][0].name}, line {own[-1][1]})" if own else ""
