"""What a counter raises where it cannot count."""


class NotCounted(ValueError):
    """A network that a counter cannot take, with the reason."""
