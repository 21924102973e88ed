"""The answer to a comparison: which rows earn their cost, by a rule that docs/numbers.md states."""
