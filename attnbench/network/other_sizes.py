"""Whether a network takes images of other sizes than it is built for, tried without weights."""

from collections.abc import Iterable

import torch
from torch import nn

from attnbench.errors import WrongUse
from attnbench.meta import ImageSize, QuickNorms, meta_images


def refuse_other_sizes(network: nn.Module, name: str, sizes: Iterable[ImageSize]) -> None:
    """Run a network without weights on images of other sizes.

    Args:
        network: On the meta device; it is left in evaluation mode.
        name: What to call it in an error.
        sizes: Channels, height and width of images that it will be evaluated on.

    Raises:
        WrongUse: if it does not take one of them.
    """
    network.eval()
    for size in sizes:
        try:
            with torch.no_grad(), QuickNorms():
                network(meta_images(network, size))
        except Exception as error:  # what a size that is not its own does to it, nobody knows
            if "meta" in str(error):  # It reads a number, and there is none to read.
                return
            reason = " ".join(str(error).split()).rstrip(".") or type(error).__name__
            raise WrongUse(
                f"{name} does not take images of {'x'.join(map(str, size))}, on which it would be "
                f"evaluated: {reason}; use a backbone that takes images of any size, such as a "
                "ResNet, or images that are all of one size"
            ) from error
