"""attnbench: does this attention module earn its cost in this network?"""

__version__ = "0.1.0"
