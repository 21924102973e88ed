"""An option of a user's module: it also takes values that depend on the map."""

from dataclasses import dataclass

from attnbench.plan.map_value import FORM_TEXT, depends_on_map
from attnzoo import BadOption, Option


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnOption(Option):
    """A parameter of a user's constructor."""

    is_required: bool = False
    """Whether it has no default."""

    untyped: str = ""
    """What its default is, such as a tuple, where its values cannot be typed; else empty."""

    @property
    def allowed(self) -> str:
        """The values that it takes, in words."""
        words = super(OwnOption, self).allowed
        return f"{words}, or {FORM_TEXT}" if self.kind is int else words

    def takes(self, value: object) -> bool:
        """Whether the value has the option's type, or is a number that depends on the map."""
        if self.untyped or (value is None and self.is_required):
            return False
        if depends_on_map(value) and self.kind in (int, object):
            return True
        return super(OwnOption, self).takes(value)

    def check(self, name: str, value: object) -> None:
        """Raise `BadOption` unless the option takes the value."""
        if self.untyped:
            raise BadOption(
                f"{name} cannot be typed, since its default is {self.untyped}; write a function in "
                f"the module's file that makes it, def mine(channels): return Class(channels, "
                f"{name}=...), and name that"
            )
        super(OwnOption, self).check(name, value)
