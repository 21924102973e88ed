"""What a gain has to be worth, where the user does not say."""

WORTH = 0.5
"""The least gain that is worth a cost, in the headline score's unit of differences."""
