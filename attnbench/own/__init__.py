"""A user's own module: read from a file, and described like one of the catalogue."""
