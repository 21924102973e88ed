"""thop's counter."""

from collections.abc import Iterator, Mapping

from torch import Tensor, nn

from attnbench.cost.not_counted import NotCounted
from attnbench.meta import QuickNorms
from attnzoo.shared_conv import SharedConv2d


def thop_macs(model: nn.Module, image: Tensor) -> Iterator[tuple[str, int]]:
    """`profile`, which counts modules by their type and writes into the network.

    Raises:
        NotCounted: if an injected module sits below a part that thop does not look into.
    """
    import thop  # noqa: PLC0415 - warns when it is imported
    from thop.profile import register_hooks  # noqa: PLC0415

    blind = [
        name
        for name, part in model.named_modules()
        if type(part) in register_hooks
        and not isinstance(part, nn.Sequential)
        and any(True for _ in part.children())
    ]
    if blind:
        raise NotCounted(f"thop does not look below {blind[0]}, which holds an injected module")
    types = {name: type(part).__name__ for name, part in model.named_modules()}
    with QuickNorms():
        _, _, layers = thop.profile(
            model,
            inputs=(image,),
            custom_ops={SharedConv2d: _count_shared},
            verbose=False,
            ret_layer_info=True,
        )
    for name, macs in _leaves(layers, ""):
        yield types[name], macs


def _count_shared(part: SharedConv2d, _inputs: object, output: Tensor) -> None:
    """Apply thop's own rule for a convolution to a type that it does not know."""
    part.get_buffer("total_ops").add_(output.numel() * part.weight[0].numel())


def _leaves(
    layers: Mapping[str, tuple[float, float, dict[str, object]]], prefix: str
) -> Iterator[tuple[str, int]]:
    for name, (macs, _, below) in layers.items():
        if below:
            yield from _leaves(below, f"{prefix}{name}.")  # type: ignore[arg-type]  # thop nests
        else:
            yield f"{prefix}{name}", int(macs)
