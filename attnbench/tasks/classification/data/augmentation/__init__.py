"""Augmentation of images that lie on the device, each in its own way, a batch at a time."""
