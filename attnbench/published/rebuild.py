"""The network of a published row, rebuilt and counted here."""

from collections.abc import Sequence
from dataclasses import replace

from attnbench.errors import RefusedPlace
from attnbench.plan.variant import THE_BASELINE
from attnbench.published.network import RowNetwork, network_of, network_sizes
from attnbench.published.stored_scores import scores_of
from attnbench.study import Study
from attnreport.published.paper import SIZES, PaperRow, PaperTable
from attnreport.published.rebuilt import Rebuilt, Rewiring

UNEXPECTED = "builds, although the paper's file has refused = true; remove that"


def rebuild(table: PaperTable, row: PaperRow, studies: Sequence[Study]) -> Rebuilt:
    """The sizes of a row's network by every convention, and its scores where there are any.

    Args:
        table: The published table.
        row: One of its rows.
        studies: Studies in which scores are looked up; the first that has the row is taken.

    Returns:
        With a refusal where the paper's file expects one; with an error where the network could
        not be built, or was although the file expects a refusal.
    """
    if row.absent:
        return Rebuilt()
    try:
        network = network_of(table, row)
        counts = network_sizes(network)
        rewiring = _rewiring(network, row.rewires) if row.rewires else None
    except RefusedPlace as error:
        return Rebuilt(refusal=str(error)) if row.refused else Rebuilt(error=str(error))
    except ValueError as error:
        return Rebuilt(error=str(error))
    if row.refused:
        return Rebuilt(error=UNEXPECTED)
    return Rebuilt(
        counts={measure: counts[measure] for measure in SIZES},
        scores=scores_of(network, table.setting_of(row).data, studies, table.is_pretrained),
        rewiring=rewiring,
    )


def _rewiring(network: RowNetwork, original: str) -> Rewiring:
    """The parameters of a row's backbone and of another one, without a module."""
    plain = replace(network, variant=THE_BASELINE)
    return Rewiring(
        backbone=original,
        params=_params(replace(plain, backbone=replace(network.backbone, name=original))),
        rewired_params=_params(plain),
    )


def _params(network: RowNetwork) -> int:
    return next(iter(network_sizes(network)["params"].values()))
