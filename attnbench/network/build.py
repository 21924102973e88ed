"""The network of one row: the backbone, or the detector around it, with the row's module in it."""

import hashlib
from collections.abc import Mapping

import torch
from torch import nn

from attnbench.errors import WrongUse
from attnbench.injection.injection import Injection, inject
from attnbench.meta import ImageSize
from attnbench.network.backbone import build_backbone, is_detector
from attnbench.network.weights import start_from
from attnbench.plan.plan import Plan
from attnbench.plan.variant import THE_BASELINE, Variant
from attnbench.tasks.data_catalog import data_of
from attnbench.tasks.detection.data.checking import SIDE
from attnbench.tasks.detection.detectors.build import build_detector
from attnbench.training.optimization import make_optimizer


def build_plain(plan: Plan, *, seed: int) -> nn.Module:
    """The network without a module, its backbone pretrained if the plan says so.

    The same seed gives the same weights in every row.
    """
    torch.manual_seed(seed)
    source = data_of(plan)
    return build_network(plan, source.num_classes, source.size, plan.weights)


def build_network(plan: Plan, num_classes: int, size: ImageSize, weights: str = "") -> nn.Module:
    """The network of a plan for images of some size and classes; it needs no data.

    Args:
        plan: Of the backbone, and of what makes a detector of it.
        num_classes: Of the classifier, or of the detector.
        size: Of an image.
        weights: File that the backbone starts from; empty for none.
    """
    return assemble(
        plan.backbone,
        stem=plan.stem,
        head=plan.head,
        num_classes=num_classes,
        size=size,
        zero_init_last=plan.recipe.zero_init_last,
        weights=weights,
    )


def assemble(
    backbone: str,
    *,
    stem: str = "timm",
    head: str = "",
    num_classes: int,
    size: ImageSize | None = None,
    zero_init_last: bool = True,
    weights: str = "",
) -> nn.Module:
    """A backbone, or the detector around it.

    Args:
        backbone: See `build_backbone`.
        stem: The same.
        head: A key of `DETECTORS`; empty for the backbone as it is.
        num_classes: Of the classifier, or of the detector.
        size: Of an image, for a detector; None takes 640x640.
        zero_init_last: See `build_backbone`.
        weights: File that the backbone starts from; empty for none.
    """
    network = build_backbone(
        backbone, stem=stem, num_classes=num_classes, zero_init_last=zero_init_last
    )
    if weights:
        start_from(network, weights)
    if not head:
        return network
    return build_detector(head, network, num_classes=num_classes, size=size or (3, SIDE, SIDE))


def inject_variant(plan: Plan, variant: Variant, network: nn.Module) -> Injection | None:
    """Put a row's module into its backbone; None for the baseline."""
    if variant.is_baseline:
        return None
    return put_in(network, variant, plan.site, data_of(plan).size)


def put_in(network: nn.Module, variant: Variant, site: str, size: ImageSize) -> Injection:
    """Inject a variant's module with the variant's options, at its own site if it has one."""
    return inject(
        network,
        variant.module,
        site=variant.site or site,
        stages=variant.stages,
        input_size=size,
        identity_at_start=variant.identity_at_start,
        **variant.module_options,
    )


def build_variant(plan: Plan, variant: Variant, *, seed: int) -> nn.Module:
    """The network of one row."""
    network = build_plain(plan, seed=seed)
    inject_variant(plan, variant, network)
    return network


def place(network: nn.Module, device: str, *, channels_last: bool) -> nn.Module:
    """The network moved to a device, its maps laid out with the channels last or first."""
    layout = torch.channels_last if channels_last else torch.contiguous_format
    return network.to(device=device, memory_format=layout)  # type: ignore[call-overload]  # torch's stub lacks memory_format with device


def weights_digest(network: nn.Module) -> str:
    """A hash of every parameter and buffer, by name."""
    digest = hashlib.sha256()
    for name, tensor in network.state_dict().items():
        digest.update(name.encode())
        digest.update(tensor.cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()


def refuse_misfits(plan: Plan) -> None:
    """Build every row without weights, and its optimizer, so that misfits are refused early.

    Raises:
        ValueError: of the kind that names the unknown name, the misfit or the place.
    """
    for variant in plan.variants:
        refuse_misfit(plan, variant)


def refuse_misfit(plan: Plan, variant: Variant) -> None:
    """The same for one row.

    Raises:
        ValueError: of the kind that names the unknown name, the misfit or the place.
    """
    if plan.task == "classify" and is_detector(plan.backbone):
        raise WrongUse(
            f"{plan.backbone} finds boxes and does not classify images; pass --task detect, or "
            "another backbone"
        )
    with torch.device("meta"):
        network = build_variant(plan, variant, seed=0)
    make_optimizer(network, plan.recipe)


def misfits(plan: Plan) -> Mapping[Variant, str]:
    """By row that cannot be built, why.

    Raises:
        ValueError: of the kind that names what is wrong, if the baseline cannot be built.
    """
    refuse_misfit(plan, THE_BASELINE)
    reasons = {variant: _why_not(plan, variant) for variant in plan.modules}
    return {row: reason for row, reason in reasons.items() if reason is not None}


def _why_not(plan: Plan, variant: Variant) -> str | None:
    try:
        refuse_misfit(plan, variant)
    except ValueError as error:
        return str(error)
    return None
