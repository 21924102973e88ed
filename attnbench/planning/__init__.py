"""From what was said, on the command line or in Python, to a plan with every choice resolved."""
