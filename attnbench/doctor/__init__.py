"""The doctor examines an attention module: what is wrong, what it means and how to fix it."""
