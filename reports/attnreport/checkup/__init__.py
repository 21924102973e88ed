"""What `attnbench check` reports."""
