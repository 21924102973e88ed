"""What each command does: `run` takes the request that was typed."""
