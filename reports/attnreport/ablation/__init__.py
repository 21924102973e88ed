"""The tables and the plot of an ablation."""
