"""A series of runs: the figures of each, and where their level stepped."""
