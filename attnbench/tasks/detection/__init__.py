"""Object detection, scored by mean average precision."""
