"""Injected networks give the same numbers under the compiler and in ONNX."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

import attnbench
from attnzoo import CATALOG

pytestmark = [
    pytest.mark.slow,
    # torch's exporter warns of its own internals.
    pytest.mark.filterwarnings("ignore"),
]


@pytest.mark.parametrize("name", list(CATALOG))
def test_onnxruntime_gives_the_same_output(
    name: str, network: nn.Module, images: Tensor, tmp_path: Path
) -> None:
    import onnxruntime

    attnbench.inject(network, name)
    network.eval()
    file = tmp_path / "network.onnx"
    torch.onnx.export(network, (images,), file, dynamo=True, verbose=False)
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    (output,) = session.run(None, {session.get_inputs()[0].name: images.numpy()})
    np.testing.assert_allclose(output, network(images).detach().numpy(), rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("name", list(CATALOG))
def test_inductor_compiles_the_injected_network(
    name: str, network: nn.Module, images: Tensor
) -> None:
    attnbench.inject(network, name)
    network.eval()
    torch.compiler.reset()
    compiled = torch.compile(network, fullgraph=True)
    torch.testing.assert_close(compiled(images), network(images), rtol=1e-3, atol=1e-4)
