"""Sums over parts equal the networks that they stand for."""

import pytest

from attnbench.cost.sizes import Given
from attnbench.errors import WrongUse
from attnbench.published.backdrop import Backdrop, Setting, Site, look_at
from attnbench.published.points import Parts, Point, points_of, stage_sets
from attnbench.published.sizes import network_sizes
from attnbench.published.solve import network_of
from attnzoo import CATALOG

SITES = ("residual", "block", "stage", "inner")


@pytest.fixture(scope="module")
def backdrop() -> Backdrop:
    setting = Setting(backbone="resnet18", stem="cifar", size=(3, 32, 32), num_classes=10)
    return look_at(setting, SITES)


def points(backdrop: Backdrop, name: str, **options: int | bool) -> list[Point | None]:
    entry = CATALOG[name]
    given = {**entry.defaults(), **options}
    return list(points_of(backdrop, Parts(entry), entry, [given], None))


def test_every_set_of_stages_of_every_site_is_a_network(backdrop: Backdrop) -> None:
    found = [point for point in points(backdrop, "se") if point is not None]
    assert len(found) == sum(len(stage_sets(site)) for site in backdrop.sites) == 4 * 15
    assert found[0].variant.options == ()
    assert found[0].changes == 0
    assert str(found[1].variant) == "se(stages=1+2+3)"
    assert [each.changes for each in found[:3]] == [0, 1, 1]


def test_of_many_stages_only_neighbours_are_taken_together() -> None:
    site = Site("block", tuple((stage, Given((8, 4, 4))) for stage in (1, 1, 2, 3, 4, 5, 6, 7)))
    found = stage_sets(site)
    assert len(found) == 7 * 8 // 2
    assert found[:3] == [None, (1, 2, 3, 4, 5, 6), (2, 3, 4, 5, 6, 7)]


@pytest.mark.parametrize(
    ("name", "step"),
    [("cbam", 17), ("ema", 19), pytest.param("fca", 23, marks=pytest.mark.slow)],
)
def test_a_sum_is_what_the_network_has_when_the_module_is_really_put_in(
    backdrop: Backdrop, name: str, step: int
) -> None:
    some = [point for point in points(backdrop, name)[::step] if point is not None]
    assert some
    for point in some:
        assert network_sizes(network_of(point)) == point.sizes


def test_a_sum_is_what_a_size_report_gives_of_a_detector() -> None:
    setting = Setting(
        backbone="yolov5n", stem="timm", size=None, num_classes=80, counted_at=(3, 32, 32)
    )
    seen = look_at(setting, ("stage", "neck"))
    some = [point for point in points(seen, "ema", groups=16)[::15] if point is not None]
    assert {point.site for point in some} == {"stage", "neck"}
    for point in some:
        assert network_sizes(network_of(point)) == point.sizes


def test_a_report_of_images_that_do_not_scale_is_refused() -> None:
    setting = Setting(
        backbone="yolov5n", stem="timm", size=(3, 64, 96), num_classes=80, counted_at=(3, 64, 64)
    )
    with pytest.raises(WrongUse, match="counted at 3x64x64 cannot be scaled to 3x64x96"):
        look_at(setting, ("neck",))


def test_a_network_with_a_map_that_the_module_cannot_take_is_left_out(backdrop: Backdrop) -> None:
    found = points(backdrop, "ema", groups=128)
    assert found[0] is None
    fitting = {str(point.variant) for point in found if point is not None}
    assert "ema(groups=128,stages=2+3+4)" in fitting
    assert "ema(groups=128,stages=1)" not in fitting


def test_a_site_that_the_backbone_lacks_is_told_and_the_others_are_tried() -> None:
    setting = Setting(backbone="vgg11", stem="timm", size=None, num_classes=10)
    found = look_at(setting, ("residual", "features"))
    assert found.size == (3, 224, 224)
    assert [site.name for site in found.sites] == ["features"]
    assert "site=residual" in found.refusals[0]
