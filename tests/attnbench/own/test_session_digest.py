"""What was defined in a notebook has a hash of what it runs, as a file has."""

import subprocess
import sys
from collections.abc import Callable
from functools import partial

import pytest

from attnbench.own.session_digest import session_digest

CELL = '''
import torch
from torch import nn

SHARE = 0.5
WORDS = {"a", "b"}


def helper(x):
    """Words that do not matter."""
    return x.sigmoid() * SHARE


class Gate(nn.Module):
    """Weighs channels."""

    power = 2

    def __init__(self, channels, reduction=4):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 1)

    def forward(self, x):
        # A comment.
        return x * helper(self.conv(x)) ** self.power if "c" not in WORDS else x
'''


def run_cell(text: str) -> dict[str, object]:
    """What a notebook's cell defines."""
    names: dict[str, object] = {"__name__": "__main__"}
    exec(compile(text, "<cell>", "exec"), names)
    return names


def digest(text: str = CELL) -> str:
    return session_digest(run_cell(text)["Gate"])


def test_it_is_the_same_in_every_session() -> None:
    program = """
from tests.attnbench.own.test_session_digest import digest
print(digest())
"""
    other = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout
    assert other.strip() == digest() == digest()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("sigmoid", "tanh"),
        ("SHARE = 0.5", "SHARE = 0.25"),
        ("power = 2", "power = 3"),
        ("reduction=4", "reduction=8"),
        ("channels, 1)", "channels, 3, padding=1)"),
        ("nn.Module", "nn.Identity"),
        ('{"a", "b"}', '{"a", "c"}'),
    ],
)
def test_an_edit_of_what_it_runs_changes_it(old: str, new: str) -> None:
    assert digest(CELL.replace(old, new)) != digest()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# A comment.", "# Another."),
        ("Words that do not matter.", "Other words."),
        ("Weighs channels.", "Weighs them."),
        ("import torch\n", "import torch, math\n"),
    ],
)
def test_words_and_what_it_does_not_use_leave_it_alone(old: str, new: str) -> None:
    assert digest(CELL.replace(old, new)) == digest()


def test_what_encloses_a_function_counts() -> None:
    def make(factor: int) -> Callable[[int], int]:
        return lambda channels: channels * factor

    assert session_digest(make(2)) == session_digest(make(2)) != session_digest(make(3))


def test_arguments_of_a_partial_count() -> None:
    gate = run_cell(CELL)["Gate"]
    assert callable(gate)
    one, other = partial(gate, reduction=2), partial(gate, reduction=3)
    assert session_digest(one) == session_digest(partial(gate, reduction=2))
    assert len({session_digest(one), session_digest(other), session_digest(gate)}) == 3
