"""How to train: frozen, checked, readable as TOML. Knows no torch."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError

from attnbench.errors import UnknownName, WrongUse


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a network is trained, the same for every row of a study."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    name: str
    epochs: int
    """Passes over the training images; 0 measures sizes and speed alone."""
    batch_size: int
    optimizer: str
    """A name of timm's optimizer factory."""
    lr: float
    """Peak learning rate, per step."""
    weight_decay: float
    schedule: str
    """A name of timm's scheduler factory."""
    warmup_epochs: int
    label_smoothing: float
    shift: int
    """Largest random shift of a training image to each side, in pixels."""
    zero_init_last: bool
    """Whether the last norm of each residual branch starts at zero, as timm's ResNets do."""

    def __post_init__(self) -> None:
        """Check the numbers.

        Raises:
            WrongUse: if one is out of range.
        """
        for field, least in (("epochs", 0), ("batch_size", 2), ("warmup_epochs", 0), ("shift", 0)):
            value = getattr(self, field)
            if value < least:
                raise WrongUse(f"{field}={value} is below {least}; pass {least} or more")
        if self.lr <= 0:
            raise WrongUse(f"lr={self.lr} is not positive; pass a number above 0")
        if self.weight_decay < 0:
            raise WrongUse(f"weight_decay={self.weight_decay} is negative; pass 0 or more")
        if not 0 <= self.label_smoothing < 1:
            raise WrongUse(
                f"label_smoothing={self.label_smoothing} is not in 0..1; pass 0 for none"
            )


RECIPES: Mapping[str, Recipe] = {
    "quick": Recipe(
        name="quick",
        epochs=5,
        batch_size=64,
        optimizer="adamw",
        lr=4e-3,
        weight_decay=0.05,
        schedule="cosine",
        warmup_epochs=0,
        label_smoothing=0.0,
        shift=2,
        zero_init_last=False,
    ),
}
"""Recipes by name: `quick` is ours, for `digits` on two CPU cores in a minute."""

_ADAPTER = TypeAdapter(Recipe)


def read_recipe(name: str) -> Recipe:
    """A recipe by its name, or from a TOML file with the fields of `Recipe`.

    Raises:
        UnknownName: if there is neither such a name nor such a file.
        WrongUse: if the file is no recipe.
    """
    if name in RECIPES:
        return RECIPES[name]
    path = Path(name)
    if path.suffix != ".toml":
        raise UnknownName("recipe", name, RECIPES, "attnbench list recipes, or pass a .toml file")
    try:
        return _ADAPTER.validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise WrongUse(
            f"cannot read recipe {name}: {error.strerror}; pass a readable file"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUse(f"{name} is not TOML: {error}; see: attnbench list recipes") from error
    except ValidationError as error:
        raise WrongUse(f"{name} is no recipe: {first_problem(error)}") from error


def first_problem(error: ValidationError) -> str:
    """The first complaint of a validation, as `field: what is wrong`."""
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"]))
    return f"{where}: {first['msg']}" if where else first["msg"]
