"""Sums over parts equal the networks that they stand for."""

import pytest

from attnbench.cost.sizes import InputSizes
from attnbench.errors import WrongUse
from attnbench.published.network import CountedBackbone, network_sizes
from attnbench.published.survey import Survey, SurveyedSite, survey
from attnbench.published.tried_networks import (
    ModuleCosts,
    TriedNetwork,
    networks_of,
    stage_sets,
)
from attnzoo import CATALOG

SITES = ("residual", "block", "stage", "inner")


@pytest.fixture(scope="module")
def surveyed() -> Survey:
    backbone = CountedBackbone(
        name="resnet10t", stem="timm", input_size=(3, 32, 32), num_classes=10
    )
    return survey(backbone, SITES)


def networks(surveyed: Survey, name: str, **options: int | bool) -> list[TriedNetwork | None]:
    entry = CATALOG[name]
    chosen_options = {**entry.defaults(), **options}
    return list(networks_of(surveyed, ModuleCosts(entry), entry, [chosen_options], None))


def test_every_set_of_stages_of_every_site_is_a_network(surveyed: Survey) -> None:
    tried = [network for network in networks(surveyed, "se") if network is not None]
    assert len(tried) == sum(len(stage_sets(site)) for site in surveyed.sites) == 4 * 15
    assert tried[0].variant.options == ()
    assert tried[0].changes == 0
    assert str(tried[1].variant) == "se(stages=1+2+3)"
    assert [network.changes for network in tried[:3]] == [0, 1, 1]


def test_of_many_stages_only_neighbours_are_taken_together() -> None:
    site = SurveyedSite(
        "block", tuple((stage, InputSizes((8, 4, 4))) for stage in (1, 1, 2, 3, 4, 5, 6, 7))
    )
    sets = stage_sets(site)
    assert len(sets) == 7 * 8 // 2
    assert sets[:3] == [None, (1, 2, 3, 4, 5, 6), (2, 3, 4, 5, 6, 7)]


@pytest.mark.parametrize(
    ("name", "step"),
    [("cbam", 17), ("ema", 19), pytest.param("fca", 23, marks=pytest.mark.slow)],
)
def test_a_sum_is_what_the_network_has_when_the_module_is_really_put_in(
    surveyed: Survey, name: str, step: int
) -> None:
    sample = [network for network in networks(surveyed, name)[::step] if network is not None]
    assert sample
    for network in sample:
        assert network_sizes(network.network) == network.sizes


def test_a_sum_is_what_a_size_report_gives_of_a_detector() -> None:
    backbone = CountedBackbone(
        name="yolov5n", stem="timm", input_size=None, num_classes=80, counted_at=(3, 32, 32)
    )
    surveyed = survey(backbone, ("stage", "neck"))
    sample = [
        network for network in networks(surveyed, "ema", groups=16)[::15] if network is not None
    ]
    assert {network.site for network in sample} == {"stage", "neck"}
    for network in sample:
        assert network_sizes(network.network) == network.sizes


def test_a_report_of_images_that_do_not_scale_is_refused() -> None:
    backbone = CountedBackbone(
        name="yolov5n", stem="timm", input_size=(3, 64, 96), num_classes=80, counted_at=(3, 64, 64)
    )
    with pytest.raises(WrongUse, match="counted_at 3x64x64 cannot be scaled to 3x64x96"):
        survey(backbone, ("neck",))


def test_a_network_with_a_map_that_the_module_cannot_take_is_left_out(surveyed: Survey) -> None:
    tried = networks(surveyed, "ema", groups=128)
    assert tried[0] is None
    fitting = {str(network.variant) for network in tried if network is not None}
    assert "ema(groups=128,stages=2+3+4)" in fitting
    assert "ema(groups=128,stages=1)" not in fitting


def test_a_site_that_the_backbone_lacks_is_told_and_the_others_are_tried() -> None:
    backbone = CountedBackbone(name="vgg11", stem="timm", input_size=None, num_classes=10)
    surveyed = survey(backbone, ("residual", "features"))
    assert surveyed.size == (3, 224, 224)
    assert [site.name for site in surveyed.sites] == ["features"]
    assert "site 'residual'" in surveyed.refusals[0]
