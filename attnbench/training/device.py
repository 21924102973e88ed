"""The accelerator of a training run: its device and precision."""

import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState
from timm.layers import convert_sync_batchnorm
from torch import nn

from attnbench.plan.plan import Precision

MIXED = {"fp32": "no", "bf16": "bf16", "fp16": "fp16"}
AUTOCAST = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


def accelerator_for(device: str, precision: Precision) -> Accelerator:
    """The accelerator of one process; of several, where a launcher's environment says so.

    Args:
        device: `cpu`, `cuda` or `cuda:1`.
        precision: Precision of the forward pass of a training step.
    """
    if device.startswith("cuda:"):
        torch.cuda.set_device(device)
    # All batches have one size, so the time that cuDNN spends on trying algorithms soon pays off.
    torch.backends.cudnn.benchmark = device != "cpu"
    # Accelerate keeps one device and precision per process; tests and dry runs use several.
    AcceleratorState._reset_state(reset_partial_state=True)
    return Accelerator(cpu=device == "cpu", mixed_precision=MIXED[precision])


def autocast(device: str, precision: Precision) -> torch.autocast:
    """The context in which a network is evaluated in a precision; it does nothing for fp32."""
    kind = device.partition(":")[0]
    return torch.autocast(kind, dtype=AUTOCAST[precision], enabled=precision != "fp32")


def synchronised(network: nn.Module) -> nn.Module:
    """The network, its batch norms normalising over the batches of all processes.

    By timm: torch's own conversion drops the activation that is a part of timm's `BatchNormAct2d`.
    """
    return convert_sync_batchnorm(network)
