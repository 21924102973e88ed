"""Training: steps, schedules, averaged weights, and checkpoints to go on from."""
