"""Published tables beside what was rebuilt."""
