"""Published tables built again: their networks, their sizes, and accuracies of ours beside them."""
