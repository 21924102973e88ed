"""What can be wrong with a value that a caller gives."""


class WrongValue(ValueError):
    """A value that a parameter cannot have; its text begins with the parameter.

    Args:
        message: What is allowed, and what was given; follows the parameter's name.
        parameter: Its name. The command line shows the parameter's option in its place.
    """

    def __init__(self, message: str, *, parameter: str) -> None:
        super().__init__(f"{parameter} {message}")
        self.message = message
        self.parameter = parameter


class NothingToDraw(ValueError):
    """A picture of what was not measured; says what is missing."""
