"""Ablations: factors of a module and around it, designs, and the rows that they make."""
