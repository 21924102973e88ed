"""What MLCA takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.channel.eca_options import adaptive_kernel
from attnzoo.option import option
from attnzoo.options import Options


@dataclass(frozen=True, kw_only=True)
class MLCAOptions(Options):
    """The options of MLCA.

    Attributes:
        local_size: Patches a side, L.
        local_weight: Share w of the patch's own gate.
    """

    local_size: int = option(5, minimum=1)
    local_weight: float = option(0.5, minimum=0, maximum=1)

    def params(self, channels: int) -> int:
        """Two kernels of ECA's size: 2 k."""
        return 2 * adaptive_kernel(channels)

    def macs(self, channels: int, height: int, width: int) -> int:
        """One kernel once per channel and patch, the other once per channel: k C (L^2 + 1)."""
        del height, width
        return adaptive_kernel(channels) * channels * (self.local_size**2 + 1)
