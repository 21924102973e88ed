"""Controls: they tell whether a gain is due to attention."""
