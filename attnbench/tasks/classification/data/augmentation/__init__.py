"""Augmentation of images that lie on the device, each in its own way, a whole batch at once."""
