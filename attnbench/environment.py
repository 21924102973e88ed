"""The machine, the software and the commit that measure. Loads torch only where it must."""

import ctypes
import os
import platform
import re
import subprocess
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

from attnbench.errors import WrongUse
from attnbench.launcher import launched_ranks
from attnbench.lazy import lazy
from attnbench.plan.plan import Precision
from attnbench.version import __version__
from attnreport.record import Environment
from attnreport.text import plural

if TYPE_CHECKING:
    import torch
else:
    torch = lazy("torch")

CPU_INFO = Path("/proc/cpuinfo")
"""Linux's description of the processor."""
NATIVE_BF16 = ("avx512_bf16", "amx_bf16")
"""What a processor can that computes in bf16, as Linux and torch call it."""
DRIVERS = (Path("/dev/nvidiactl"), Path("/dev/dxg"), Path("/dev/kfd"))
"""What Linux has where a driver for GPUs of NVIDIA, of Windows below it, or of AMD is loaded."""


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
    return _cpu_info("model name") or platform.processor() or platform.machine()


@cache
def _cpu_info(field: str) -> str:
    """What Linux says of the first core; empty where it says nothing."""
    text = CPU_INFO.read_text(encoding="utf-8", errors="replace") if CPU_INFO.exists() else ""
    match = re.search(rf"^{field}\s*:(.*)$", text, re.MULTILINE)
    return match[1].strip() if match else ""


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
        return "cuda" if _may_have_gpu() and torch.cuda.is_available() else "cpu"
    if name == "cpu":
        return name
    kind, _, index = name.partition(":")
    if kind != "cuda" or (index and not index.isdigit()):
        raise WrongUse(f"must be cpu, cuda, cuda:0 or auto (got {name!r})", parameter="device")
    count = torch.cuda.device_count() if _may_have_gpu() and torch.cuda.is_available() else 0
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
        native = not _cpu_abilities().isdisjoint(NATIVE_BF16)
    return "bf16" if native else "fp32"


def _may_have_gpu() -> bool:
    """Whether torch could find a GPU: without a driver it cannot, and need not be asked."""
    if sys.platform != "linux" or any(driver.exists() for driver in DRIVERS):
        return True
    try:
        ctypes.CDLL("libcuda.so.1")
    except OSError:
        return False
    return True


def _cpu_abilities() -> frozenset[str]:
    """What the processor can, as Linux says it; elsewhere as torch does."""
    flags = frozenset(_cpu_info("flags").split())
    if flags or not hasattr(torch.cpu, "get_capabilities"):
        return flags
    return frozenset(name for name, can in torch.cpu.get_capabilities().items() if can)
