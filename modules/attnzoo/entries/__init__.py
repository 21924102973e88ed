"""The catalogue's entries, family by family."""
