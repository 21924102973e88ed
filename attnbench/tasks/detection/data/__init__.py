"""Data sets whose images have boxes."""
