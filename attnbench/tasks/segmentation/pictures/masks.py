"""Pictures of test images with the masks that each row of a study found."""

from collections.abc import Iterator, Sequence

from attnbench.data.source import DataSource
from attnbench.study import Study
from attnbench.tasks.segmentation.legend import draw_legend
from attnbench.tasks.segmentation.pictures.difference import (
    COLOURS,
    GAINED,
    LOST,
    MEANINGS,
    difference_of,
    share_of,
)
from attnbench.tasks.segmentation.pictures.drawing import (
    Column,
    draw_sheet,
    mask_tile,
    width_of,
)
from attnbench.tasks.segmentation.pictures.scene import FoundMasks, Scene, found_masks, scene_of
from attnreport.record import BASELINE

ROWS = 5
"""Rows of a study on one sheet; more are shown on further sheets."""

Sheets = Iterator[tuple[str, bytes]]
"""File names, and PNG."""


def draw_sheets(study: Study, source: DataSource) -> Sheets:
    """What the rows found under their first seed, then each row beside the baseline.

    Args:
        study: The trained rows.
        source: The data set that they were trained on.

    Raises:
        UnreadableRecord: if a record is damaged.
        WrongUse: if no row is trained or has its predictions, or the data have changed since.
    """
    rows = found_masks(study, source)
    scene = scene_of(study, source, rows[0])
    yield from _sheets_of_rows(scene, rows)
    baseline = next((row for row in rows if row.run.variant == BASELINE), None)
    for row in rows:
        if baseline is not None and row is not baseline:
            yield f"masks-difference-{row.run.key}.png", _difference_sheet(scene, row, baseline)


def _sheets_of_rows(scene: Scene, rows: Sequence[FoundMasks]) -> Sheets:
    parts = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
    for number, part in enumerate(parts, start=1):
        several = f" (sheet {number} of {len(parts)})" if len(parts) > 1 else ""
        columns = [*scene.columns(), *(scene.found(row) for row in part)]
        masks = [*scene.masks, *(mask for row in part for mask in row.masks)]
        sheet = draw_sheet(
            scene.title(f"what each row found after its last epoch{several}"),
            [scene.legend(masks, width_of(columns))],
            columns,
        )
        yield f"masks-rows{f'-{number}' if several else ''}.png", sheet


def _difference_sheet(scene: Scene, row: FoundMasks, baseline: FoundMasks) -> bytes:
    differences = [
        difference_of(*masks) for masks in zip(scene.masks, row.masks, baseline.masks, strict=True)
    ]
    gained, lost = (100 * share_of(label, differences) for label in (GAINED, LOST))
    head = ("difference", f"gains {gained:.1f} %, loses {lost:.1f} %", "of the labelled pixels")
    columns = [
        *scene.columns(),
        *map(scene.found, (baseline, row)),
        Column(head=head, tiles=[mask_tile(mask, COLOURS) for mask in differences]),
    ]
    width = width_of(columns)
    return draw_sheet(
        scene.title(f"where {row.run.label} differs from the baseline"),
        [
            draw_legend(MEANINGS, COLOURS, width, shown=range(len(MEANINGS))),
            scene.legend([*scene.masks, *row.masks, *baseline.masks], width),
        ],
        columns,
    )
