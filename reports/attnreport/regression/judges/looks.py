"""At which blocks of a timing session somebody looks whether it may end."""

from collections.abc import Iterable
from math import ceil

FEWEST_BLOCKS = 10
"""Blocks are what an interval is made of: fewer would make it too wide to say anything."""

BETWEEN_LOOKS = 1.4
"""Factor from one look to the next, in blocks: every look is one more chance to err."""


def look_after(blocks: int) -> int:
    """Blocks at the next look of a session that was looked at after so many; 0 at its start."""
    return ceil(blocks * BETWEEN_LOOKS) if blocks else FEWEST_BLOCKS


def looks_of(sessions: Iterable[int]) -> tuple[int, ...]:
    """Blocks of all sessions together at each look, the end of each session included.

    Args:
        sessions: Blocks of each session, in order of time.
    """
    looks: list[int] = []
    before = 0
    for blocks in sessions:
        look = look_after(0)
        while look < blocks:
            looks.append(before + look)
            look = look_after(look)
        before += blocks
        looks.append(before)
    return tuple(looks)
