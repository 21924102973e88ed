"""Pictures of studies and of histories. A new one is one entry of `table.PICTURES`."""
