"""Every option that goes into a plan."""

from collections.abc import Collection
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any

from attnbench.cli.options.machine import MachineOptions
from attnbench.cli.options.network import NetworkOptions
from attnbench.cli.options.training import TrainingOptions, read_fields
from attnbench.planning.choices import Choices


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """What a command that measures is told besides its modules."""

    network: NetworkOptions = field(default_factory=NetworkOptions)
    training: TrainingOptions = field(default_factory=TrainingOptions)
    machine: MachineOptions = field(default_factory=MachineOptions)

    def choices(self, typed: Collection[str]) -> Choices:
        """What was said; what has its default was not, unless it was typed.

        Args:
            typed: Names of the options that were.
        """
        said: dict[str, Any] = {}
        for group in (self.network, self.training, self.machine):
            for option in fields(group):
                value = getattr(group, option.name)
                if option.name in typed or value != _default(option):
                    said[option.name] = value
        if "set" in said:
            said["set"] = read_fields(said["set"])
        return Choices(**said)


def _default(option: Field[Any]) -> object:
    return option.default if option.default_factory is MISSING else option.default_factory()
