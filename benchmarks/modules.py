"""Forward and backward of each module against a plain transcription of its paper, in turns.

Run: python benchmarks/modules.py [--modules ema,ca] [--threads 1]
What is timed is x + module(x), as in a residual block, so that a module pays for the layout that it
leaves to the addition. Prints, by setting, the milliseconds of both and the median ratio of the
transcription to the module with its 95 % interval: above 1 the module is faster. The two must give
the same numbers first.
"""

import argparse
from collections.abc import Callable
from functools import partial
from statistics import median

import torch
from torch import Tensor, nn
from transcriptions import TRANSCRIPTIONS

import attnzoo
from attnbench.cost.speed import time_in_turns
from attnreport.statistics import paired_ratio
from attnreport.units import interval_text

SHAPES = ((64, 128, 16, 16), (64, 256, 8, 8))
"""The maps of the default backbone at its default batch."""
SETTINGS = ((torch.float32, torch.contiguous_format), (torch.bfloat16, torch.channels_last))
ROUNDS = 40


def step(apply: Callable[[Tensor], Tensor], x: Tensor, dtype: torch.dtype) -> Callable[[], None]:
    """Forward and backward of x + apply(x)."""
    incoming = torch.randn_like(x)

    def run() -> None:
        own = x.detach().requires_grad_()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=dtype is torch.bfloat16):
            y = own + apply(own)
        y.backward(incoming)

    return run


def check(name: str, module: nn.Module, x: Tensor) -> None:
    """Raise unless the module and its transcription give the same numbers."""
    module = module.double().eval()
    torch.testing.assert_close(module(x.double()), TRANSCRIPTIONS[name](module, x.double()))


def compare(name: str, dtype: torch.dtype, layout: torch.memory_format) -> list[str]:
    """A line for each shape."""
    lines = []
    for shape in SHAPES:
        torch.manual_seed(0)
        x = torch.randn(shape, dtype=dtype).contiguous(memory_format=layout)
        sizing = attnzoo.CATALOG[name].sizing(*shape[2:])
        check(name, attnzoo.create(name, shape[1], **sizing), x[:2])
        module = attnzoo.create(name, shape[1], **sizing).to(memory_format=layout)  # type: ignore[call-overload]  # torch's stub lacks memory_format alone
        seconds = time_in_turns(
            {
                "ours": step(module, x, dtype),
                "plain": step(partial(TRANSCRIPTIONS[name], module), x, dtype),
            },
            rounds=ROUNDS,
            device="cpu",
            report=lambda *_: None,
        )
        ratio = paired_ratio(seconds["plain"], seconds["ours"])
        own, plain = (1000 * median(seconds[name]) for name in ("ours", "plain"))
        size = "x".join(map(str, shape))
        lines.append(
            f"{name:8} {size:13} {own:7.1f} ms, plain {plain:7.1f} ms: "
            f"{interval_text(ratio.value, ratio.low, ratio.high)} x"
        )
    return lines


def main() -> None:
    """Time every module in every setting and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--modules", default=",".join(TRANSCRIPTIONS))
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    for dtype, layout in SETTINGS:
        print(f"{dtype}, {layout}, {arguments.threads} threads, {ROUNDS} rounds")
        for name in arguments.modules.split(","):
            print("\n".join(compare(name, dtype, layout)), flush=True)


if __name__ == "__main__":
    main()
