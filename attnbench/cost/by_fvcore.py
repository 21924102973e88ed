"""fvcore's counter."""

from collections.abc import Iterator

from torch import Tensor, nn


def fvcore_macs(model: nn.Module, image: Tensor) -> Iterator[tuple[str, int]]:
    """`FlopCountAnalysis`, which traces the network: the meta device does not allow that."""
    from fvcore.nn import FlopCountAnalysis  # noqa: PLC0415 - warns when it is imported

    analysis = FlopCountAnalysis(model, image)
    analysis.unsupported_ops_warnings(False).uncalled_modules_warnings(False)
    analysis.tracer_warnings("none")
    for name, count in analysis.by_operator().items():
        yield name, int(count)
