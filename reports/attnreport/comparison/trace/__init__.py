"""Where the numbers of a table come from."""
