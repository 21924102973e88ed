"""Every option that goes into a plan."""

from dataclasses import dataclass, field

from attnbench.cli.options.machine import MachineOptions
from attnbench.cli.options.network import NetworkOptions
from attnbench.cli.options.training import TrainingOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """What a command that measures is told besides its modules."""

    network: NetworkOptions = field(default_factory=NetworkOptions)
    training: TrainingOptions = field(default_factory=TrainingOptions)
    machine: MachineOptions = field(default_factory=MachineOptions)
