"""Images with masks: what they are, where they come from, how they are augmented and fed."""
