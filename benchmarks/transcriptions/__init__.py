"""Each module as its paper or code writes it, operator by operator, on the module's own parameters.

What a reader would type first: the yardstick of `benchmarks/modules.py`.
"""

from collections.abc import Mapping

from transcriptions.channel import CHANNEL
from transcriptions.kernel import KERNEL
from transcriptions.mixed import MIXED
from transcriptions.pairwise import PAIRWISE
from transcriptions.spatial import SPATIAL
from transcriptions.transcription import Transcription

TRANSCRIPTIONS: Mapping[str, Transcription] = {**CHANNEL, **SPATIAL, **MIXED, **KERNEL, **PAIRWISE}
"""By the short name of the module."""
