"""What may be said of a plan besides its modules."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from attnbench.plan.recipe import Recipe

PLAIN = (
    *("backbone", "stem", "site", "data", "data_root", "limit", "weights", "seeds"),
    *("batch_size", "rounds", "workers", "checkpoint_minutes", "checkpoint_epochs"),
)
"""Choices that are the field of a plan that is called so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The options of `attnbench compare` by their names; None where nothing was said.

    What is not said is as in the study that is continued, or else has its default.
    """

    backbone: str | None = None
    stem: str | None = None
    site: str | None = None
    task: str | None = None
    head: str | None = None
    data: str | None = None
    data_root: str | None = None
    download: bool | None = None
    limit: int | None = None
    recipe: str | Recipe | None = None
    epochs: int | None = None
    image_size: int | None = None
    set: Mapping[str, object] | None = None
    """Fields of the recipe, and their values or texts."""
    seeds: tuple[int, ...] | None = None
    weights: str | None = None
    identity_at_start: bool | None = None
    device: str | None = None
    precision: str | None = None
    batch_size: int | None = None
    rounds: int | None = None
    devices: int | None = None
    workers: int | None = None
    threads: int | None = None
    checkpoint_minutes: float | None = None
    checkpoint_epochs: int | None = None

    @property
    def said(self) -> dict[str, object]:
        """The choices that were made."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value is not None}

    @property
    def plain(self) -> dict[str, object]:
        """Those of them that are fields of a plan as they are."""
        return {name: value for name, value in self.said.items() if name in PLAIN}
