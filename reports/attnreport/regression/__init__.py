"""The comparison of two result sets: what got worse, what did not, and what is too noisy."""
