"""The module that is examined: how to build it again and again, and what to feed it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from attnzoo.fit import Size

BUILD_SEED = 0
INPUT_SEED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A module under examination; every check builds its own."""

    name: str
    """As it was named, with its options."""

    build: Callable[..., nn.Module]
    """From channels to a module; from what `sizing` gives besides."""

    channels: int
    size: Size
    """Height and width of the map."""

    others: tuple[int, ...] = ()
    """More channel counts that it must take."""

    device: str = "cpu"

    sizing: Callable[[int, int], Mapping[str, Size]] = lambda _height, _width: {}
    """Keywords of `build` for a height and width of map; none if it is built for any."""

    misfit: str = ""
    """Why it does not take its map as it was named; empty if it does."""

    remedy: str = ""
    """What to do about that; empty where it is not known."""

    is_remedied: bool = False
    """Whether `build` is with options that were not given, with which it takes its map."""

    address: str | None = None
    """What another process finds it by; None where it cannot."""

    def make(
        self, *, channels: int | None = None, size: Size | None = None, seed: int = BUILD_SEED
    ) -> nn.Module:
        """A new module, as it is at the start of training."""
        torch.manual_seed(seed)
        sizing = self.sizing(*(size or self.size))
        return self.build(channels or self.channels, **sizing).to(self.device)

    def moved(
        self, *, dtype: torch.dtype = torch.float32, size: Size | None = None, seed: int = 7
    ) -> nn.Module:
        """A new module whose parameters and running statistics have left their start.

        What is initialised to zero would otherwise hide what is behind it.
        """
        module = self.make(size=size)
        generator = torch.Generator().manual_seed(seed)
        for parameter in module.parameters():
            noise = torch.rand(parameter.shape, generator=generator).to(parameter) * 2 - 1
            scale = float(parameter.detach().abs().mean()) if parameter.numel() else 0.0
            parameter.data.add_(noise * 0.5 * max(scale, 0.1))
        for name, buffer in module.named_buffers():
            noise = torch.rand(buffer.shape, generator=generator)
            if name.endswith("running_mean"):
                buffer.add_((noise - 0.5).to(buffer))
            elif name.endswith("running_var"):
                buffer.add_(noise.to(buffer) * 0.5)
        return module.to(dtype)

    def maps(
        self,
        batch: int = 2,
        *,
        size: Size | None = None,
        channels: int | None = None,
        dtype: torch.dtype = torch.float32,
        seed: int = INPUT_SEED,
    ) -> Tensor:
        """Maps (B, C, H, W) of normal numbers, the same for the same seed."""
        shape = (batch, channels or self.channels, *(size or self.size))
        generator = torch.Generator().manual_seed(seed)
        return torch.randn(shape, generator=generator).to(device=self.device, dtype=dtype)

    def is_steady(self) -> bool:
        """Whether evaluation draws no random numbers: two equal modules give equal outputs."""
        outputs = []
        for seed in range(2):
            module = self.moved()
            torch.manual_seed(seed)
            outputs.append(evaluate(module, self.maps()))
        return torch.equal(*outputs)

    def finest(self) -> torch.dtype:
        """float64 if it runs in that, so that rounding hides nothing; else float32."""
        try:
            output = evaluate(self.moved(dtype=torch.float64), self.maps(dtype=torch.float64))
        except Exception:  # noqa: BLE001 - whatever it is, the check of dtypes tells
            return torch.float32
        return torch.float64 if output.dtype is torch.float64 else torch.float32


def evaluate(module: nn.Module, x: Tensor) -> Tensor:
    """The output in evaluation for a copy of the map, without a graph."""
    with torch.no_grad():
        output: Tensor = module.eval()(x.clone())
    return output
