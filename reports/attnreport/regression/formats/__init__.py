"""The formats of a regression report."""
