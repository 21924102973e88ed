"""Trained networks in forms that run elsewhere."""
