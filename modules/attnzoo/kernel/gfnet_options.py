"""What GFNet's filter takes and costs, without torch."""

from dataclasses import dataclass

from attnzoo.fit import DoesNotFit, Size
from attnzoo.options import SizedOptions


@dataclass(frozen=True, kw_only=True)
class GFNetOptions(SizedOptions):
    """GFNet's filter has no options; it is built for one size of map."""

    def params(self, channels: int) -> int:
        """A complex number, two parameters, for each frequency of each channel."""
        height, width = self.map_size()
        return 2 * channels * height * (width // 2 + 1)

    def map_size(self) -> Size:
        """The size of the map; raises `DoesNotFit` where it is missing."""
        if self.size is None:
            raise DoesNotFit(
                "the filter has a weight for each frequency of a map of one size",
                "pass size=(height, width)",
            )
        return self.size
