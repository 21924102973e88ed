"""What a cell measures."""
