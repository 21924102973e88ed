"""Contrasts between rows that were measured under the same seeds."""
