"""Every row can start from the same pretrained weights; those of another network are refused."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from attnbench.engine.keys.fingerprint import cell_key
from attnbench.errors import WrongUse
from attnbench.network.backbone import build_backbone
from attnbench.network.build import build_row
from attnbench.network.misfits import refuse_misfits
from attnbench.network.weights import start_from
from attnbench.network.weights_file import file_digest
from attnbench.plan.cells import CostCell, TrainCell
from attnbench.plan.plan import Plan
from attnbench.plan.variant import THE_BASELINE, parse_variant, parse_variants
from attnbench.tasks.recipes import RECIPES
from attnbench.tasks.sources import open_data_of

PLAN = Plan(modules=parse_variants("se(identity_at_start=on)"), recipe=RECIPES["quick"])
SOURCE = open_data_of(PLAN)


@pytest.fixture
def pretrained(tmp_path: Path) -> Path:
    """Of the same backbone with other classes."""
    torch.manual_seed(7)
    file = tmp_path / "pretrained.safetensors"
    save_file(build_backbone("resnet14-narrow", num_classes=77).state_dict(), file)
    return file


def test_rows_start_from_the_file_whatever_the_seed(pretrained: Path) -> None:
    plan = replace(PLAN, weights=str(pretrained))
    source = build_backbone("resnet14-narrow", num_classes=77)
    start_from(source, str(pretrained))
    for variant in plan.variants:
        for seed in (0, 1):
            own = build_row(plan, SOURCE, variant, seed=seed).state_dict()
            kept = [name for name in source.state_dict() if not name.startswith("fc.")]
            assert all(torch.equal(own[name], source.state_dict()[name]) for name in kept)


@pytest.mark.parametrize("name", ["resnet14-narrow", "convnext_atto", "vit_tiny_patch16_224"])
def test_a_backbone_without_a_classifier_leaves_that_of_the_file(name: str, tmp_path: Path) -> None:
    source = build_backbone(name, num_classes=5)
    file = tmp_path / "weights.safetensors"
    save_file(source.state_dict(), file)
    network = build_backbone(name, num_classes=0)
    start_from(network, str(file))
    own, others = network.state_dict(), source.state_dict()
    assert len(own) < len(others)
    assert all(torch.equal(own[part], others[part]) for part in own)


def test_a_module_that_starts_as_the_identity_keeps_pretrained_weights_good(
    pretrained: Path,
) -> None:
    plan = replace(PLAN, weights=str(pretrained))
    images = torch.randn(2, 3, 32, 32)
    plain = build_row(plan, SOURCE, THE_BASELINE, seed=0).eval()
    injected = build_row(plan, SOURCE, parse_variant("se(identity_at_start=on)"), seed=0).eval()
    assert torch.equal(plain(images), injected(images))


@pytest.mark.parametrize("wrap", [None, "state_dict", "model", "model_state_dict", "net"])
def test_a_pth_file_is_read_with_what_is_wrapped_around_it(
    wrap: str | None, tmp_path: Path
) -> None:
    network = build_backbone("resnet14-narrow", num_classes=10)
    state = network.state_dict()
    file = tmp_path / "weights.pth"
    torch.save(state if wrap is None else {wrap: state, "epoch": 3}, file)
    other = build_backbone("resnet14-narrow", num_classes=10)
    start_from(other, str(file))
    assert all(torch.equal(other.state_dict()[name], tensor) for name, tensor in state.items())


@pytest.mark.parametrize("num_classes", [10, 3])
def test_a_detector_starts_from_weights_for_any_classes(num_classes: int, tmp_path: Path) -> None:
    torch.manual_seed(1)
    source = build_backbone("yolov5n", num_classes=10)
    file = tmp_path / "yolov5n.safetensors"
    save_file(source.state_dict(), file)
    network = build_backbone("yolov5n", num_classes=num_classes)
    start_from(network, str(file))
    own, others = network.state_dict(), source.state_dict()
    assert all(torch.equal(own[name], others[name]) for name in own if "head." not in name)
    is_equal = [torch.equal(own[name], others[name]) for name in own if "head." in name]
    assert all(is_equal) if num_classes == 10 else not any(is_equal)


def test_another_stem_or_backbone_is_refused_by_name_before_anything_runs(
    pretrained: Path, tmp_path: Path
) -> None:
    with pytest.raises(WrongUse, match=r"of another network: .* is not in the file"):
        refuse_misfits(replace(PLAN, backbone="resnet18", weights=str(pretrained)), SOURCE)
    file = tmp_path / "resnet18.safetensors"
    save_file(build_backbone("resnet18", num_classes=10).state_dict(), file)
    with pytest.raises(WrongUse, match=r"conv1\.weight is 64x3x7x7 in the file and 64x3x3x3"):
        refuse_misfits(replace(PLAN, backbone="resnet18", stem="cifar", weights=str(file)), SOURCE)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("absent.safetensors", None),
        ("broken.safetensors", b"no weights"),
        ("broken.pth", b"no weights"),
        ("empty.pth", b""),
    ],
)
def test_files_that_cannot_be_read_are_named(
    name: str, content: bytes | None, tmp_path: Path
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(WrongUse, match=f"cannot read the weights .*{name}"):
        start_from(build_backbone("resnet14-narrow", num_classes=10), str(file))


def test_a_training_cell_depends_on_what_the_file_holds(pretrained: Path) -> None:
    plan = replace(PLAN, weights=str(pretrained))
    train, cost = TrainCell(THE_BASELINE, 0), CostCell(THE_BASELINE)
    before, digest = cell_key(plan, SOURCE, train), file_digest(str(pretrained))
    assert before != cell_key(PLAN, SOURCE, train)
    assert cell_key(plan, SOURCE, cost) == cell_key(PLAN, SOURCE, cost)
    save_file(build_backbone("resnet14-narrow", num_classes=77).state_dict(), pretrained)
    assert file_digest(str(pretrained)) != digest
    assert cell_key(plan, SOURCE, train) != before


def test_a_backbone_is_found_in_the_checkpoint_of_a_larger_network(tmp_path: Path) -> None:
    backbone = build_backbone("resnet14-narrow", num_classes=10)
    named = {f"module.backbone.{name}": tensor for name, tensor in backbone.state_dict().items()}
    file = tmp_path / "detector.pth"
    torch.save({"model_state_dict": {**named, "module.head.weight": torch.ones(3)}}, file)
    network = build_backbone("resnet14-narrow", num_classes=10)
    start_from(network, str(file))
    own, stored = network.state_dict(), backbone.state_dict()
    assert all(torch.equal(own[name], stored[name]) for name in own)


def test_of_several_state_dicts_none_is_chosen(tmp_path: Path) -> None:
    file = tmp_path / "gan.pth"
    torch.save({name: {"weight": torch.ones(2)} for name in ("generator", "critic")}, file)
    with pytest.raises(WrongUse, match="it holds several state dicts: generator, critic; pass a"):
        start_from(build_backbone("resnet14-narrow", num_classes=10), str(file))
