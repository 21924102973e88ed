"""A folder of records: a study, an ablation of one or several studies, or both."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from attnbench.ablation.folder import read_design, study_folders
from attnbench.errors import WrongUse
from attnbench.studies.completion import completion_of
from attnbench.study import Study
from attnreport.ablation.design import Design
from attnreport.comparison.sessions import of_session
from attnreport.completion import Completion
from attnreport.record import AnyRecord, newest


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyFolder:
    """What is in such a folder."""

    path: Path
    design: Design | None
    """Of the ablation; None for a comparison."""
    studies: Mapping[str, Study]
    """By the name that the design has for each; a comparison has a single one, without a name."""
    session: int | None = None
    """Which timing session is shown, 1 for the oldest; None leaves the choice to the tables."""
    _stored: dict[Path, list[AnyRecord]] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )
    """By a study's folder, its records as they were read first."""

    @classmethod
    def open(cls, path: Path, session: int | None = None) -> Self:
        """Read a folder.

        Args:
            path: Of the folder.
            session: Which timing session is shown, 1 for the oldest.

        Raises:
            ValueError: of the kind that names what is missing or damaged.
        """
        design = read_design(path)
        if design is None:
            return cls(path=path, design=None, studies={"": Study.load(path)}, session=session)
        names = dict.fromkeys(point.study for point in design.points)
        folders = study_folders(path, names)
        studies = {name: Study.load(folder) for name, folder in folders.items()}
        return cls(path=path, design=design, studies=studies, session=session)

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
        """The newest records of each study, see `records_of`.

        Raises:
            UnreadableRecord: if one is damaged.
            WrongValue: if a study has no such timing session.
        """
        return {name: self.records_of(study) for name, study in self.studies.items()}

    def records_of(self, study: Study) -> list[AnyRecord]:
        """The newest records of a study, of timing those of the session that is shown.

        Raises:
            UnreadableRecord: if one is damaged.
            WrongValue: if the study has no such timing session.
        """
        records = newest(self.stored(study))
        return records if self.session is None else of_session(records, self.session)

    def stored(self, study: Study) -> list[AnyRecord]:
        """Every record of a study; read once, and the same whenever it is asked for again.

        Raises:
            UnreadableRecord: if one is damaged.
        """
        if study.folder not in self._stored:
            self._stored[study.folder] = study.records()
        return self._stored[study.folder]

    def completions(self) -> Mapping[str, Completion]:
        """How much of what each study plans is measured.

        Raises:
            UnreadableRecord: if a record is damaged.
        """
        return {
            name: completion_of(study, self.stored(study)) for name, study in self.studies.items()
        }

    @property
    def design_labels(self) -> Mapping[str, str]:
        """By variant, what the ablation's tables call a row, such as EMA_16."""
        points = self.design.points if self.design else ()
        return {point.variant: point.label for point in points}
