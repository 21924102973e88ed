"""The checks of `attnbench check`, one topic a file."""
