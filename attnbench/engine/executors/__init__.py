"""What runs the cells of a plan: here, in processes, elsewhere."""
