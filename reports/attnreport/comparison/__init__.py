"""The tables and notes of a comparison."""
