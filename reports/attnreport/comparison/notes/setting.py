"""One line on what all rows have in common: network, data, machine and software."""

from collections.abc import Sequence

from attnreport.record import Environment, Setting, network_name
from attnreport.text import listed, plural


def setting_note(setting: Setting, environments: Sequence[Environment]) -> str:
    """The setting, and the machines that measured in it."""
    image = "x".join(map(str, setting.input_size))
    classes = f", {setting.num_classes} classes" if setting.num_classes else ""
    commits: dict[str, list[str]] = {}
    for environment in environments:
        of_machine = commits.setdefault(_machine(environment), [])
        of_machine += [environment.commit[:12]] if environment.commit else []
    machines = [f"{machine}{_at(made)}" for machine, made in commits.items()]
    return (
        f"Setting: {network_name(setting)} (stem: {setting.stem}), modules at {setting.site}, "
        f"{setting.data} images of {image}{classes}, {setting.precision}; on "
        f"{'; also on '.join(machines)}."
    )


def _machine(machine: Environment) -> str:
    memory = machine.memory_bytes / 2**30
    return (
        f"{machine.device}: {machine.cpu}, {plural(machine.cores, 'core')}, {memory:.0f} GiB, "
        f"{machine.system}, Python {machine.python}, torch {machine.torch}, timm {machine.timm}, "
        f"attnbench {machine.attnbench}"
    )


def _at(commits: Sequence[str]) -> str:
    return f" at {listed(list(dict.fromkeys(commits)))}" if commits else ""
