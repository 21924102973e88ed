"""Plans with their recipes, variants and cells. Loads no torch."""
