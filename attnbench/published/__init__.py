"""Published tables: rebuilt, trained again, and explained by a search."""
