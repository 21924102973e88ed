"""Predictions drawn beside the ground truth."""
