"""What turns a backbone into a network that gives a class to every pixel."""
