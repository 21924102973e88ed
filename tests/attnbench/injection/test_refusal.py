"""Networks that cannot be injected are refused by name, with what to do first."""

from collections.abc import Callable

import pytest
import timm
import torch
from torch import nn
from torchvision.models import detection

import attnbench
from attnbench.errors import RefusedModel

SIZE = (3, 32, 32)


def small() -> nn.Module:
    network: nn.Module = timm.create_model("resnet10t", num_classes=2)
    return network


def traced() -> nn.Module:
    network: nn.Module = torch.jit.trace(small().eval(), torch.zeros(1, *SIZE))
    return network


def quantized() -> nn.Module:
    network: nn.Module = torch.ao.quantization.quantize_dynamic(small(), {nn.Linear})
    return network


def detector() -> nn.Module:
    network: nn.Module = detection.ssdlite320_mobilenet_v3_large(
        weights=None, weights_backbone=None
    )
    return network


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: torch.compile(small()), "is compiled and ignores new hooks; inject first"),
        (traced, "has no Python code to hook; inject the network that it was made from"),
        (lambda: torch.fx.symbolic_trace(small()), "has no Python code to hook; inject the"),
        (quantized, r"fc in ResNet, a Linear, is quantized, .* inject first, then quantize"),
        (lambda: nn.DataParallel(small()), "inject the network inside, then wrap it, best in Dist"),
        (lambda: nn.Sequential(nn.DataParallel(small())), "0 in Sequential, a DataParallel, would"),
        (detector, "SSD takes lists of images, not a batch; inject the network in its backbone"),
        (lambda: None, r"model must be a network, .* \(got None\)"),
    ],
    ids=["compiled", "traced", "fx", "quantized", "parallel", "inner parallel", "detector", "none"],
)
def test_it_is_refused(make: Callable[[], nn.Module], reason: str) -> None:
    network = make()
    with pytest.raises(RefusedModel, match=reason):
        attnbench.inject(network, "se", input_size=SIZE)


def test_a_replica_of_an_injected_network_is_refused_when_it_runs() -> None:
    network = small().eval()
    attnbench.inject(network, "se", input_size=SIZE)
    # As DataParallel makes its replicas: children first, and each in place of the original.
    replica = replicate(network)
    with pytest.raises(RefusedModel, match="use DistributedDataParallel"):
        replica(torch.zeros(1, *SIZE))


def replicate(part: nn.Module) -> nn.Module:
    replica = part._replicate_for_data_parallel()
    for name, child in part.named_children():
        replica._modules[name] = replicate(child)
    for name, parameter in part._parameters.items():
        replica._parameters.pop(name, None)
        setattr(replica, name, None if parameter is None else parameter.detach())
    return replica
