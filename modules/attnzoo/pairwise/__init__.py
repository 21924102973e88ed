"""Mechanisms that compare every position, or every channel, with the others."""
