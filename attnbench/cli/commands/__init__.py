"""One command a file: its options, its help, its examples. Loads no torch."""
