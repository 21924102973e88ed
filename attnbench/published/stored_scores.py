"""Scores of a published row's network in studies of ours."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from attnbench.errors import WrongUse
from attnbench.own.lookup import find
from attnbench.plan.variant import Variant, parse_variant
from attnbench.published.network import RowNetwork
from attnbench.study import Study
from attnreport.published.rebuilt import Score
from attnreport.record import TrainRecord, data_kind, newest
from attnreport.scores import read_scores, score_kinds


def find_studies(folders: Sequence[Path]) -> list[Study]:
    """The studies that folders are, or that lie directly in them.

    Raises:
        WrongUse: if a folder is not a study and holds none.
    """
    studies: list[Study] = []
    for folder in folders:
        plans = [folder / "plan.toml", *sorted(folder.glob("*/plan.toml"))]
        folders_of_studies = [plan.parent for plan in plans if plan.is_file()]
        if not folders_of_studies:
            raise WrongUse(f"{folder} is not a study and holds none; name a study's folder")
        studies += map(Study.load, folders_of_studies)
    return studies


def scores_of(
    network: RowNetwork, data: str, studies: Sequence[Study], is_pretrained: bool
) -> Mapping[str, Score]:
    """The scores by name from the first study that trained the network on the data.

    Args:
        network: The network.
        data: Its data set, or the kind of one that lies in a folder.
        studies: Where to look.
        is_pretrained: Whether it must start from weights, or from scratch.

    Raises:
        UnreadableRecord: if a record is damaged or of a newer schema.
    """
    for study in studies:
        runs = [
            record
            for record in newest(study.records())
            if isinstance(record, TrainRecord)
            and record.error is None
            and _is_of(record, network, data)
            and (record.setting.weights_sha256 is not None) == is_pretrained
        ]
        if runs:
            source = _source(study, runs[0])
            return {
                kind.name: Score(runs=tuple(read_scores(runs, kind)), source=source)
                for kind in score_kinds(runs)
            }
    return {}


def _is_of(run: TrainRecord, network: RowNetwork, data: str) -> bool:
    """Whether a run trained that network on that data."""
    setting, backbone = run.setting, network.backbone
    return (
        (setting.head, setting.backbone, setting.stem, data_kind(setting), setting.num_classes)
        == (backbone.head, backbone.name, backbone.stem, data, backbone.num_classes)
        and setting.input_size == backbone.input_size
        and _means_the_same(parse_variant(run.variant), setting.site, network)
    )


def _means_the_same(variant: Variant, site: str, network: RowNetwork) -> bool:
    # The module first: those of other rows may be in files that are not here.
    return variant.module == network.variant.module and (
        _meaning(variant, site) == _meaning(network.variant, network.site)
    )


def _meaning(variant: Variant, site: str) -> object:
    """A value that is equal for variants that give the same network, options left out or not."""
    if variant.is_baseline:
        return variant
    options = find(variant.module).values(variant.module_options)
    return (
        variant.module,
        tuple(sorted(options.items())),
        variant.site or site,
        variant.stages,
        variant.identity_at_start,
    )


def _source(study: Study, run: TrainRecord) -> str:
    limit = f", at most {run.setting.limit} images of each set" if run.setting.limit else ""
    return f"study {study.folder}, recipe {run.recipe}, {run.epochs} epochs{limit}"
