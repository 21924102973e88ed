"""attnbench from Python: the commands as functions, whose results can be printed and drawn."""
