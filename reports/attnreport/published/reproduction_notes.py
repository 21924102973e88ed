"""The sentences below a reproduced table."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from attnreport.published.commands import training_commands
from attnreport.published.match import Cut, Match
from attnreport.published.paper import Paper, PaperSetting, PaperTable, Size
from attnreport.published.rebuilt import ComparedRow
from attnreport.published.references import single_run_note

Letters = Mapping[tuple[Size, str, Cut | None], str]
"""By size, convention and cut, the letter that stands for them in the fields."""

Conventions = Mapping[Size, Mapping[str, str]]
"""By size and by name, what a convention counts, in words; ours first."""

NAMES: Mapping[Size, str] = {"params": "parameters", "macs": "FLOPs"}


def reproduction_notes(
    paper: Paper,
    table: PaperTable,
    rows: Sequence[ComparedRow],
    letters: Letters,
    conventions: Conventions,
) -> Iterator[str]:
    """All notes of a reproduced table: the matches, the conventions, then what is open."""
    yield from _matches(table, rows, conventions)
    for size in table.units:
        yield from _widest(rows, size)
    for (size, convention, cut), letter in letters.items():
        truncated = ", truncated instead of rounded" if cut is Cut.TRUNCATED else ""
        meaning = conventions[size].get(convention, "")
        yield f"({letter}) {convention}{truncated}{f' ({meaning})' if meaning else ''}."
    if letters:
        yield (
            "By (letter): equal under that convention, not under ours. A convention that is named "
            "after a counter charges what that counter charges, on our operators; the tool itself "
            "may miss an operation that is written differently. With many conventions and few "
            "digits a match may be chance."
        )
    yield from _without_match(rows)
    yield from _rewired(rows)
    yield from _scores(table, rows)
    yield from training_commands(table)
    yield from _not_built(rows)
    for note in dict.fromkeys(row.row.note for row in rows if row.row.note):
        yield f"{', '.join(row.name for row in rows if row.row.note == note)}: {note}"
    if table.note:
        yield table.note
    yield from _settings(table)
    yield _source(paper, table)


def _matches(
    table: PaperTable, rows: Sequence[ComparedRow], conventions: Conventions
) -> Iterator[str]:
    counts = Counter(size.match for row in rows for size in row.sizes.values())
    parts = [f"{counts[match]} {match}" for match in Match if counts[match]]
    tried = " and ".join(f"{len(conventions[size])} for {NAMES[size]}" for size in table.units)
    if parts and not any(size.text for row in rows for size in row.printed.values()):
        yield "There is no printed size to compare with."
    elif parts:
        yield f"Sizes: {', '.join(parts)}. Conventions tried: {tried}, rounded and truncated."
    ours = " and ".join(
        f'"{next(iter(conventions[size]))}" for {NAMES[size]}' for size in table.units
    )
    if ours:
        yield f"Ours are {ours}."


def _widest(rows: Sequence[ComparedRow], size: Size) -> Iterator[str]:
    """Which one convention gives the most printed values of a column."""
    printed = [row.sizes[size] for row in rows if row.sizes[size].chosen is not None]
    fitting = Counter(
        candidate.convention
        for match in printed
        for candidate in match.candidates
        if candidate.fits is Cut.ROUNDED
    )
    most = max(fitting.values(), default=0)
    if len(printed) < 2 or most < 2:
        return
    names = " or ".join(f'"{name}"' for name, count in fitting.items() if count == most)
    if most == len(printed):
        yield f"A single convention gives all {most} printed {NAMES[size]}: {names}."
    else:
        yield (
            f"No single convention gives all {len(printed)} printed {NAMES[size]}; {names} gives "
            f"most of them, {most}."
        )


def _without_match(rows: Sequence[ComparedRow]) -> Iterator[str]:
    for row in rows:
        for size, match in row.sizes.items():
            nearest, printed = match.chosen, row.printed[size]
            if match.match is Match.NOT_REPRODUCIBLE and nearest is not None:
                yield (
                    f"{row.name}, {NAMES[size]}: nothing gives {printed.text}{printed.unit}; the "
                    f"nearest is {printed.show(nearest.count)}{printed.unit}, {nearest.convention}."
                )


def _rewired(rows: Sequence[ComparedRow]) -> Iterator[str]:
    """How much of what a row adds is not its module's."""
    for row in rows:
        rewiring, counts = row.ours.rewiring, row.ours.counts.get("params", {})
        if rewiring is None or not counts:
            continue
        added = next(iter(counts.values())) - rewiring.params
        rewired = rewiring.rewired_params - rewiring.params
        if added <= 0:
            continue
        yield (
            f"{row.name}: it has {added:,} parameters more than {rewiring.backbone}; {rewired:,} "
            f"of them ({rewired / added:.0%}) come from other connections in the network, "
            f"{added - rewired:,} from the module."
        )


def _scores(table: PaperTable, rows: Sequence[ComparedRow]) -> Iterator[str]:
    printed = [row.scores[score.name] for row in rows for score in table.scores]
    if not any(printed):
        return
    if all(len(runs) < 2 for runs in printed):
        yield "The source prints one score a row, without a spread over runs."
        yield from filter(None, [single_run_note(table.scores[0])])
    ours = [score for row in rows for score in row.ours.scores.values()]
    if not ours:
        yield "No scores of our own: name studies that have them, or train the rows."
        return
    for source in dict.fromkeys(score.source for score in ours):
        yield f"Our scores, mean ± standard deviation over seeds at the last epoch: {source}."
    yield (
        "Δ: our mean minus the printed value; in: the printed value lies within the 95 % "
        "prediction interval of a further run of ours (Student's t); out: it does not. A single "
        "seed has no such interval."
    )


def _not_built(rows: Sequence[ComparedRow]) -> Iterator[str]:
    for reason in dict.fromkeys(row.row.absent for row in rows if row.row.absent):
        names = ", ".join(row.name for row in rows if row.row.absent == reason)
        yield f"Not run, {reason}: {names}."
    for row in rows:
        if row.ours.refusal:
            yield f"Refused: {row.name}: {row.ours.refusal}."
        if row.ours.error:
            yield f"Failed: {row.name}: {row.ours.error}."


def _settings(table: PaperTable) -> Iterator[str]:
    """What our networks are, by backbone where rows have settings of their own."""
    settings = dict.fromkeys(table.setting_of(row) for row in table.rows if row.variant)
    alike = {replace(setting, backbone="") for setting in settings}
    if len(alike) == 1:
        yield f"Our networks: {_setting(*alike)}"
        return
    for setting in settings:
        yield f"Our networks, {setting.backbone}: {_setting(setting)}"


def _setting(setting: PaperSetting) -> str:
    image = "x".join(map(str, setting.input_size))
    head = f"head {setting.head}, " if setting.head else ""
    return (
        f"{head}stem {setting.stem}, site {setting.site}, one image of {image}, "
        f"{setting.num_classes} classes, {setting.data}."
    )


def _source(paper: Paper, table: PaperTable) -> str:
    page = f", page {table.page}" if table.page else ""
    commit = f", {table.repository} at {table.commit[:8]}" if table.commit else ""
    return (
        f"Printed values: {paper.authors}, {paper.title}, {paper.source}, {table.place}{page}"
        f"{commit}; {paper.link}"
    )
