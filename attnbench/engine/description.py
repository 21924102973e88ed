"""What a network is made of, in plain values that can travel with its weights."""

from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError
from torch import nn

from attnbench.errors import WrongUse
from attnbench.meta import ImageSize
from attnbench.network.build import Architecture, build_network, inject_variant
from attnbench.plan.plan import Plan
from attnbench.plan.variant import parse_variant
from attnbench.tasks.tasks import find_task
from attnreport.record import TrainRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """A network with its modules, without weights."""

    task: str
    head: str
    backbone: str
    stem: str
    site: str
    variant: str
    num_classes: int
    input_size: ImageSize
    zero_init_last: bool

    def build(self) -> nn.Module:
        """The network with fresh weights; needs neither data nor pretrained weights.

        Raises:
            ValueError: of the kind that names what is unknown or does not fit.
        """
        network = build_network(
            Architecture(
                task=find_task(self.task),
                backbone=self.backbone,
                stem=self.stem,
                head=self.head,
                num_classes=self.num_classes,
                size=self.input_size,
                zero_init_last=self.zero_init_last,
            )
        )
        inject_variant(network, parse_variant(self.variant), self.site, self.input_size)
        return network

    def to_json(self) -> str:
        """The description as text that `description_from_json` reads back."""
        return _ADAPTER.dump_json(self).decode()


_ADAPTER = TypeAdapter(Description)


def description_of(plan: Plan, record: TrainRecord) -> Description:
    """What the network of a training cell is made of.

    Args:
        plan: Of its study.
        record: Of the cell.
    """
    return Description(
        task=plan.task,
        head=plan.head,
        backbone=plan.backbone,
        stem=plan.stem,
        site=plan.site,
        variant=record.variant,
        num_classes=record.setting.num_classes,
        input_size=record.setting.input_size,
        zero_init_last=plan.recipe.zero_init_last,
    )


def description_from_json(text: str, name: str) -> Description:
    """What `Description.to_json` wrote.

    Args:
        text: What it wrote.
        name: What to call the text in an error, such as a path.

    Raises:
        WrongUse: if the text is something else.
    """
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError as error:
        reason = " ".join(str(error).split())
        raise WrongUse(f"{name} does not say what network it is of: {reason}") from error
