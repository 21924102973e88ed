"""A folder of records: a study, an ablation of one or several studies, or both."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from attnbench.ablation.folder import read_design, study_folders
from attnbench.errors import WrongUse
from attnbench.study import Study
from attnreport.ablation.design import Design
from attnreport.record import AnyRecord, newest


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyFolder:
    """What is in such a folder."""

    path: Path
    design: Design | None
    """Of the ablation; None for a comparison."""
    studies: Mapping[str, Study]
    """By the name that the design has for each; a comparison has a single one, without a name."""

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read a folder.

        Raises:
            ValueError: of the kind that names what is missing or damaged.
        """
        design = read_design(path)
        if design is None:
            return cls(path=path, design=None, studies={"": Study.load(path)})
        names = dict.fromkeys(point.study for point in design.points)
        folders = study_folders(path, names)
        studies = {name: Study.load(folder) for name, folder in folders.items()}
        return cls(path=path, design=design, studies=studies)

    @property
    def study(self) -> Study:
        """The study of the folder itself.

        Raises:
            WrongUse: if an ablation has several, each in a folder of its own.
        """
        if (self.path / "plan.toml").exists() or self.design is None:
            return Study.load(self.path)
        folders = ", ".join(str(study.folder) for study in self.studies.values())
        raise WrongUse(f"{self.path} holds several studies; name one of: {folders}")

    @property
    def has_other_rows(self) -> bool:
        """Whether it holds an ablation and, besides, rows that the design does not have."""
        if self.design is None or not (self.path / "plan.toml").exists():
            return False
        rows = {point.variant for point in self.design.points if not point.study}
        return not set(map(str, self.study.plan.modules)) <= rows

    def records(self) -> Mapping[str, list[AnyRecord]]:
        """The newest records of each study.

        Raises:
            UnreadableRecord: if one is damaged.
        """
        return {name: newest(study.records()) for name, study in self.studies.items()}

    def by_variant(self, field: str) -> str:
        """A field such as `EMA_16:top1` by its variant, where the design has such a row."""
        points = self.design.points if self.design else ()
        variants = {point.label: point.variant for point in points}
        row, colon, column = field.rpartition(":")
        return f"{variants.get(row, row)}{colon}{column}"
