"""The neck gives equally wide maps, and coarser ones than the backbone where there is room."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from attnbench.feature_maps import FeatureMap
from attnbench.tasks.detection.detectors.pyramid import NARROWEST, WIDEST, Pyramid


def pyramid(channels: int, side: int) -> Pyramid:
    with torch.device("meta"):
        return Pyramid(
            [FeatureMap(0, 16, 2 * side, 2 * side, 8), FeatureMap(1, channels, side, side, 16)]
        )


@pytest.mark.parametrize(
    ("channels", "width"), [(2048, 256), (768, 192), (512, 128), (320, 64), (160, 64)]
)
def test_the_width_follows_the_backbone(channels: int, width: int) -> None:
    assert pyramid(channels, 4).width == width


@given(channels=st.integers(1, 4096))
def test_every_width_can_be_normed_in_32_groups(channels: int) -> None:
    width = pyramid(channels, 4).width
    assert NARROWEST <= width <= WIDEST
    assert width % 32 == 0


@pytest.mark.parametrize(("side", "strides"), [(7, (8, 16)), (8, (8, 16, 32, 64))])
def test_there_are_extra_levels_where_the_map_is_large_enough(
    side: int, strides: tuple[int, ...]
) -> None:
    neck = pyramid(512, side)
    maps = [
        torch.empty(2, 16, 2 * side, 2 * side, device="meta"),
        torch.empty(2, 512, side, side, device="meta"),
    ]
    levels = neck(maps)
    assert neck.strides == strides
    assert [level.shape[-1] for level in levels] == [16 * side // stride for stride in strides]
    assert {level.shape[1] for level in levels} == {neck.width}
    assert len(neck.taps) == len(strides)
