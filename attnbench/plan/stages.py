"""Stages of a network as they are typed."""

from collections.abc import Iterable


def stages_text(stages: Iterable[int]) -> str:
    """Numbers as they are typed: 1+2."""
    return "+".join(map(str, sorted(stages)))
