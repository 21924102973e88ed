"""What every function gives: an answer that prints, fits into a notebook, and has its numbers."""

from abc import ABC, abstractmethod

from attnreport.text import printable

WIDTH = 100
"""Columns of the line that stands for a result."""


class Result(ABC):
    """What all results have in common: an answer, and one line that shows it."""

    @property
    @abstractmethod
    def answer(self) -> object:
        """What can be said; its text is a sentence."""

    def __repr__(self) -> str:
        line = printable(f"<{type(self).__name__}: {self.answer}")
        return f"{line if len(line) < WIDTH else f'{line[: WIDTH - 2]}…'}>"
