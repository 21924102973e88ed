"""The machine, the software and the commit that measure."""

import os
import platform
import subprocess
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import cast, get_args

import torch

from attnbench.errors import WrongUse
from attnbench.launcher import launched_ranks
from attnbench.plan.plan import Precision
from attnbench.version import __version__
from attnreport.record import Environment
from attnreport.text import plural


def describe(device: str, threads: int) -> Environment:
    """The machine and the software that measure, for a record."""
    on_gpu = device.startswith("cuda")
    return Environment(
        system=f"{platform.system()} {platform.release()}",
        cpu=_cpu_name(),
        cores=os.cpu_count() or 1,
        memory_bytes=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        device=torch.cuda.get_device_name(device) if on_gpu else "CPU",
        threads=threads,
        python=platform.python_version(),
        torch=torch.__version__,
        timm=version("timm"),
        attnbench=__version__,
        commit=_commit(),
    )


def load_average() -> float | None:
    """Processes that ran or wanted a core, averaged over the last minute; None where unknown."""
    try:
        return os.getloadavg()[0]
    except (AttributeError, OSError):
        return None


def _cpu_name() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


@cache
def _commit() -> str | None:
    """The commit of the checkout that this code runs from; None where it runs from a package."""
    root = Path(__file__).resolve().parents[1]
    if not (root / ".git").exists():
        return None
    command = ["git", "-C", str(root), "rev-parse", "HEAD"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def resolve_device(name: str) -> str:
    """The device of a name; `auto` takes a GPU if there is one.

    Raises:
        WrongUse: if this machine does not have the device.
    """
    if name == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cpu":
        return name
    kind, _, index = name.partition(":")
    if kind != "cuda" or (index and not index.isdigit()):
        raise WrongUse(f"must be cpu, cuda, cuda:0 or auto (got {name!r})", parameter="device")
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    if int(index or 0) >= count:
        raise WrongUse(
            f"must be a device of this machine (got {name}, {plural(count, 'GPU')} found); use "
            "cpu or auto",
            parameter="device",
        )
    return name


def resolve_devices(count: int | None, device: str) -> int:
    """How many devices share a training cell; None takes those of a launcher.

    Raises:
        WrongUse: if the machine has fewer, or `device` names a single one.
    """
    ranks = launched_ranks() if count is None else count
    if ranks == 1:
        return 1
    if ":" in device:
        raise WrongUse(f"must be cuda to use {ranks} GPUs (got {device})", parameter="device")
    most = torch.cuda.device_count() if device == "cuda" else os.cpu_count() or 1
    if ranks > most:
        kind = "GPU" if device == "cuda" else "core"
        raise WrongUse(
            f"must be at most {most} (got {ranks}): this machine has {plural(most, kind)}",
            parameter="devices",
        )
    return ranks


def resolve_precision(name: str, device: str) -> Precision:
    """The precision of a name; `auto` takes bf16 where the processor has it natively, else fp32.

    Raises:
        WrongUse: if there is no such precision, or the device does not have it.
    """
    if name == "fp16" and not device.startswith("cuda"):
        raise WrongUse("must be bf16, fp32 or auto on a CPU (got fp16)", parameter="precision")
    if name in get_args(Precision):
        return cast("Precision", name)
    if name != "auto":
        known = ", ".join(get_args(Precision))
        raise WrongUse(f"must be {known} or auto (got {name!r})", parameter="precision")
    if device.startswith("cuda"):
        native = torch.cuda.get_device_capability(device) >= (8, 0)
    else:
        capabilities = (
            torch.cpu.get_capabilities() if hasattr(torch.cpu, "get_capabilities") else {}
        )
        native = bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
    return "bf16" if native else "fp32"
