"""What is asked for: plan, recipe, variants, cells. Loads no torch."""
