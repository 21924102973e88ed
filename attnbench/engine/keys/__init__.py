"""The key of a record: what its numbers depend on."""
