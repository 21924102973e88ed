"""Show where a module goes in a network, and what it costs there."""

from typing import TYPE_CHECKING

from attnbench.cli.commands.inspect import Inspect
from attnbench.errors import WrongUse
from attnbench.injection.sites.table import check_site
from attnbench.lazy import lazy
from attnbench.network.backbone_names import check_backbone, check_stem
from attnbench.planning.modules import read_module
from attnbench.planning.task_choice import choose_task

if TYPE_CHECKING:
    from attnbench.cli.actions import inspect_places
else:  # It loads torch, which wrong use is refused without.
    inspect_places = lazy("attnbench.cli.actions.inspect_places")


def run(request: Inspect) -> None:
    """Print the places of one variant in one network, the totals, and the operators if wanted.

    Raises:
        ValueError: of the kind that names what is unknown or does not fit.
    """
    variant = read_module(request.module)
    if variant.is_baseline:
        raise WrongUse("the baseline has no module to inspect; name a module, such as ema")
    check_backbone(request.backbone)
    check_stem(request.stem)
    check_site(variant.site or request.site)
    task = choose_task(None, request.head, request.backbone, None)
    inspect_places.show_places(request, variant, task)
