"""What is proposed where a module does not take its maps: tried, in time, and the same module."""

import time
from collections.abc import Callable
from functools import partial

import pytest
from torch import Tensor, nn

from attnbench.own import call, nearest
from attnbench.own.entry import OwnEntry, entry_of
from attnbench.plan.option_text import OptionValue
from tests.attnbench.own import forms

MAPS = ((64, 32, 32), (128, 16, 16), (256, 8, 8), (512, 4, 4))


def remedy(
    build: Callable[..., nn.Module], name: str = "mine.py:Mine", **options: OptionValue
) -> str:
    entry = entry_of(name, build)
    assert isinstance(entry, OwnEntry)
    assert any(entry.misfit(*shape, **options) is not None for shape in MAPS)
    return entry.remedy(options, MAPS)


@pytest.mark.parametrize(
    ("build", "text"),
    [
        (forms.InAndOut, "oup looks like channels: write 'mine.py:Mine(oup=C)'"),
        (forms.of_unknown, "n looks like channels: write 'mine.py:Mine(n=C)'"),
        (forms.OfOneSize, "H and W look like the size of the map: write 'mine.py:Mine(H=H,W=W)'"),
        (
            forms.Tokens,
            "num_heads looks like a number such as 4; it works on tokens (B, H * W, C): write "
            "'mine.py:Mine(layout=tokens,num_heads=4)'",
        ),
        (
            forms.SizedTokens,
            "it works on tokens (B, H * W, C): write 'mine.py:Mine(layout=tokens)'",
        ),
        (forms.LastChannels, "it works on maps (B, H, W, C): write 'mine.py:Mine(layout=nhwc)'"),
        (
            forms.QueriesKeysValues,
            "d_k and d_v look like channels; h looks like a number such as 4; it works on tokens "
            "(B, H * W, C); its forward takes 3 inputs, which can all be the map: write "
            "'mine.py:Mine(d_k=C,d_v=C,h=4,inputs=3,layout=tokens)'",
        ),
        (forms.Pair, "the map is item 0 of its output: write 'mine.py:Mine(output=0)'"),
        (forms.GateAlone, "its output is a factor of the map: write 'mine.py:Mine(output=gate)'"),
        (forms.Strided, "a module that changes channels or stride cannot go there"),
        (partial(forms.InAndOut, oup=64), "oup looks like channels: write 'mine.py:Mine(oup=C)'"),
    ],
)
def test_the_call_that_works_is_proposed(build: Callable[..., nn.Module], text: str) -> None:
    assert text in remedy(build)


def test_a_first_number_without_a_word_for_it_may_be_the_channels() -> None:
    class Plain(nn.Module):
        def __init__(self, nb_maps: int = 48) -> None:
            super().__init__()
            self.conv = nn.Conv2d(nb_maps, nb_maps, 1)

        def forward(self, x: Tensor) -> Tensor:
            return x * self.conv(x).sigmoid()

    assert remedy(Plain) == "nb_maps looks like channels: write 'mine.py:Mine(nb_maps=C)'"


def test_what_was_given_stays_in_the_call() -> None:
    assert "write 'mine.py:Mine(oup=C,reduction=2)'" in remedy(forms.InAndOut, reduction=2)


def test_in_python_the_option_is_proposed() -> None:
    assert remedy(forms.InAndOut, name="InAndOut") == "oup looks like channels: pass oup='C'"


def test_the_nearest_number_is_proposed_that_tunes_the_module() -> None:
    assert remedy(forms.Windows) == "window=4 would work at every place"
    assert remedy(forms.KeywordOnly, heads=48) == "heads=32 would work at every place"


def test_no_number_is_proposed_that_makes_it_another_module() -> None:
    """A width of 1 would give one gate for all channels, and broadcast."""
    entry = entry_of("mine.py:Mine", partial(forms.InAndOut, oup=64))
    assert entry.misfit(128, 8, 8, oup=1) is None
    assert "oup=1" not in entry.remedy({}, [(128, 8, 8)])
    assert "would work" not in entry.remedy({"oup": 64}, [(128, 8, 8)])


def test_no_switch_is_turned_to_make_it_fit() -> None:
    class Either(nn.Module):
        def __init__(self, channels: int, spatial: bool = True) -> None:
            super().__init__()
            self.conv = nn.Conv2d(channels, 3 if spatial else channels, 1)

        def forward(self, x: object) -> object:
            return self.conv(x)

    assert "spatial" not in remedy(Either)


def test_no_value_is_tried_that_takes_much_memory() -> None:
    """A table of all pairs of positions takes the fourth power of the window."""
    tried: list[int] = []

    class Noting(forms.Windows):
        def __init__(self, dim: int, window: int = 7, heads: int = 4) -> None:
            tried.append(window)
            super().__init__(dim, window, heads)

    entry = entry_of("mine.py:Mine", Noting)
    assert isinstance(entry, OwnEntry)
    assert entry.remedy({}, [(64, 37, 41), (64, 19, 21)]) == "window=1 would work at every place"
    assert max(tried) <= 14
    assert len(set(tried)) <= 24


def test_an_endless_search_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call, "MOST_SECONDS", 0.05)
    monkeypatch.setattr(nearest, "MOST_SECONDS", 0.05)
    built: list[int] = []

    class Slow(nn.Module):
        def __init__(self, channels: int, heads: int = 4) -> None:
            built.append(heads)
            time.sleep(0.05)
            raise ValueError(f"{channels} channels do not split into {heads} heads")

    assert remedy(Slow).startswith("no single option fixes it")
    assert len(built) < 16
