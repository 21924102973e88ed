"""What this machine has is told as torch tells it, mostly without torch."""

import pytest
import torch

from attnbench.environment import resolve_device, resolve_precision
from attnbench.errors import WrongUse


def test_auto_is_a_gpu_exactly_where_torch_has_one() -> None:
    assert resolve_device("auto") == ("cuda" if torch.cuda.is_available() else "cpu")


@pytest.mark.skipif(not hasattr(torch.cpu, "get_capabilities"), reason="an older torch")
def test_auto_is_bf16_on_a_cpu_exactly_where_torch_says_it_is_native() -> None:
    abilities = torch.cpu.get_capabilities()
    is_native = abilities.get("avx512_bf16") or abilities.get("amx_bf16")
    assert resolve_precision("auto", "cpu") == ("bf16" if is_native else "fp32")


@pytest.mark.parametrize("name", ["tpu", "cuda:x", "CPU", ""])
def test_a_device_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(WrongUse, match="must be cpu, cuda, cuda:0 or auto"):
        resolve_device(name)
