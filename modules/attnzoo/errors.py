"""How the errors of the catalogue travel between processes."""


class PortableError(ValueError):
    """An error that reaches another process as its kind, its text and its attributes.

    Pickle would call the constructor with the text, which fails or makes another text where the
    constructor takes the parts of it.
    """

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (type(self), str(self)), vars(self)


def _restored(kind: type[PortableError], text: str) -> PortableError:
    return kind.__new__(kind, text)
