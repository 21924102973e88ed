"""Published tables: rebuilt, trained again, and solved for."""
