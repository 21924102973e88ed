"""What can be learned: each task brings its data, its loss and its scores."""
