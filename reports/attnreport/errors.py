"""What can be wrong with what a caller gives, and how errors travel between processes."""


class PortableError(ValueError):
    """An error that reaches another process as its kind, its text and its attributes.

    Pickle would call the constructor with the text, which fails or makes another text where the
    constructor takes the parts of it.
    """

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (type(self), str(self)), vars(self)


def _restored(kind: type[PortableError], text: str) -> PortableError:
    return kind.__new__(kind, text)


class WrongValue(PortableError):
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
