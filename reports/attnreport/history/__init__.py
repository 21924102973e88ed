"""A series of runs: what each gave, where its level stepped."""
