"""What a transcription is."""

from collections.abc import Callable
from typing import Any

from torch import Tensor

Transcription = Callable[[Any, Tensor], Tensor]
"""From a module of the zoo and a map (B, C, H, W) to what the module gives."""
