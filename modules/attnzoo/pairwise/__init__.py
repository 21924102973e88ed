"""Mechanisms that let every position, or every channel, look at the others."""
