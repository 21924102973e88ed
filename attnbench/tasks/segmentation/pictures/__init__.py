"""Predicted masks drawn beside the ground truth."""
