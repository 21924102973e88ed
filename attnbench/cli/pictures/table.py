"""Every picture, by name. Reading the table loads neither torch nor matplotlib."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attnbench.cli.pictures.picture import FORMS, Form, Of, Picture
from attnbench.lazy import lazy

if TYPE_CHECKING:
    from attnbench.cli.pictures import effects, predictions, steps
    from attnbench.cli.pictures.timeline import Timeline
    from attnbench.cli.study_folder import StudyFolder
else:
    effects = lazy("attnbench.cli.pictures.effects")
    predictions = lazy("attnbench.cli.pictures.predictions")
    steps = lazy("attnbench.cli.pictures.steps")


def _draw_effects(folder: "StudyFolder", form: Form) -> Iterator[tuple[str, bytes]]:
    return effects.draw(folder, form)


def _has_predictions(folder: "StudyFolder") -> bool:
    return predictions.applies(folder)


def _draw_predictions(folder: "StudyFolder", _form: Form) -> Iterator[tuple[str, bytes]]:
    return predictions.draw(folder)


def _draw_steps(timeline: "Timeline", form: Form) -> Iterator[tuple[str, bytes]]:
    return steps.draw(timeline, form)


PICTURES: dict[str, Picture] = {
    "effects": Picture(
        shows="for an ablation, the effect of each factor with its interval",
        of="study",
        applies=lambda folder: folder.design is not None,
        draw=_draw_effects,
        is_beside_tables=True,
    ),
    "predictions": Picture(
        shows="for detection and segmentation, the predictions of each trained row beside the "
        "ground truth (needs the data set)",
        of="study",
        applies=_has_predictions,
        draw=_draw_predictions,
        forms=("png",),
    ),
    "steps": Picture(
        shows="each metric over all runs, with its changes marked",
        of="history",
        applies=lambda timeline: bool(timeline.steps),
        draw=_draw_steps,
    ),
}


def draw_pictures(
    of: Of, subject: object, *, forms: tuple[Form, ...] = FORMS, beside_tables: bool = False
) -> Iterator[tuple[str, bytes]]:
    """Every picture that applies: file names and contents.

    Args:
        of: What the subject is.
        subject: A `StudyFolder` or a `Timeline`.
        forms: The file formats that are wanted.
        beside_tables: Whether to draw only those that need nothing but the records.
    """
    for picture in PICTURES.values():
        is_wanted = picture.of == of and (picture.is_beside_tables or not beside_tables)
        if is_wanted and picture.applies(subject):
            for form in picture.forms:
                if form in forms:
                    yield from picture.draw(subject, form)


def shown(of: Of) -> str:
    """What can be seen in the pictures of a study or a history, for the help."""
    return "; ".join(picture.shows for picture in PICTURES.values() if picture.of == of)
