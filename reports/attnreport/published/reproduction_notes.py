"""The sentences below a reproduced table."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from attnreport.published.paper import Measure, Paper, PaperSetting, PaperTable
from attnreport.published.rebuilt import Judged, accuracies_of, sizes_of
from attnreport.published.verdict import Cut, Verdict

Letters = Mapping[tuple[Measure, str, Cut | None], str]
"""By size, convention and cut, the letter that stands for them in the cells."""

Conventions = Mapping[Measure, Mapping[str, str]]
"""By size and by name, what a convention counts, in words; ours first."""

NAMES: Mapping[Measure, str] = {"params": "parameters", "macs": "FLOPs"}


def reproduction_notes(
    paper: Paper,
    table: PaperTable,
    rows: Sequence[Judged],
    letters: Letters,
    conventions: Conventions,
) -> Iterator[str]:
    """All notes of a reproduced table: the verdicts, the conventions, then what is open."""
    yield from _verdicts(table, rows, conventions)
    for size in sizes_of(table):
        yield from _widest(rows, size)
    for (size, convention, cut), letter in letters.items():
        truncated = ", truncated instead of rounded" if cut is Cut.TRUNCATED else ""
        meaning = conventions[size].get(convention, "")
        yield f"({letter}) {convention}{truncated}{f' ({meaning})' if meaning else ''}."
    if letters:
        yield (
            "By (letter): equal under that convention, not under ours. One that is named after a "
            "counter has its charges, on our operators: the tool may miss one that is spelled "
            "otherwise. With many conventions and few digits a match may be chance."
        )
    yield from _without_match(rows)
    yield from _rewired(rows)
    yield from _scores(table, rows)
    yield from _not_built(rows)
    yield from (f"{each.name}: {each.row.note}" for each in rows if each.row.note)
    if table.note:
        yield table.note
    yield from _settings(table)
    yield _source(paper, table)


def _verdicts(table: PaperTable, rows: Sequence[Judged], conventions: Conventions) -> Iterator[str]:
    found = Counter(each.verdict for row in rows for each in row.sizes.values())
    parts = [f"{found[verdict]} {verdict}" for verdict in Verdict if found[verdict]]
    tried = " and ".join(f"{len(conventions[size])} for {NAMES[size]}" for size in sizes_of(table))
    if parts:
        yield f"Sizes: {', '.join(parts)}. Conventions tried: {tried}, rounded and truncated."
    ours = " and ".join(
        f'"{next(iter(conventions[size]))}" for {NAMES[size]}' for size in sizes_of(table)
    )
    if ours:
        yield f"Ours are {ours}."


def _widest(rows: Sequence[Judged], size: Measure) -> Iterator[str]:
    """Which one convention gives the most printed values of a column."""
    judged = [row.sizes[size] for row in rows if row.sizes[size].chosen is not None]
    fitting = Counter(
        each.convention
        for judgement in judged
        for each in judgement.candidates
        if each.fits is Cut.ROUNDED
    )
    most = max(fitting.values(), default=0)
    if len(judged) < 2 or most < 2:
        return
    names = " or ".join(f'"{name}"' for name, count in fitting.items() if count == most)
    if most == len(judged):
        yield f"All {most} printed {NAMES[size]} come by one convention alone: {names}."
    else:
        yield (
            f"No single convention gives all {len(judged)} printed {NAMES[size]}; the most, "
            f"{most}, come by {names}."
        )


def _without_match(rows: Sequence[Judged]) -> Iterator[str]:
    for row in rows:
        for size, judgement in row.sizes.items():
            nearest, printed = judgement.chosen, row.printed[size]
            if judgement.verdict is Verdict.NOT_REPRODUCIBLE and nearest is not None:
                yield (
                    f"{row.name}, {NAMES[size]}: nothing gives {printed.text}{printed.unit}; the "
                    f"nearest is {printed.show(nearest.count)}{printed.unit}, {nearest.convention}."
                )


def _rewired(rows: Sequence[Judged]) -> Iterator[str]:
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
            f"{row.name}: of its {added:,} parameters more than {rewiring.backbone}, {rewired:,} "
            f"({rewired / added:.0%}) come of other connections in the network, "
            f"{added - rewired:,} of the module."
        )


def _scores(table: PaperTable, rows: Sequence[Judged]) -> Iterator[str]:
    measures = accuracies_of(table)
    if not any(row.percent[measure] for row in rows for measure in measures):
        return
    if all(len(row.percent[measure]) < 2 for row in rows for measure in measures):
        yield "The source prints one accuracy a row, without a spread over runs."
    scores = [score for row in rows for score in row.ours.scores.values()]
    if not scores:
        yield "No accuracy of ours was at hand; name studies with --study, or train with --train."
        return
    for source in dict.fromkeys(score.source for score in scores):
        yield f"Our accuracies, mean ± standard deviation over seeds at the last epoch: {source}."
    yield (
        "Δ: our mean less the printed value; in: the printed value lies where 95 of 100 further "
        "runs of ours would, by Student's t; out: it does not; neither of a single seed."
    )


def _not_built(rows: Sequence[Judged]) -> Iterator[str]:
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
    settings = dict.fromkeys(map(table.setting_of, table.rows))
    alike = {replace(each, backbone="") for each in settings}
    if len(alike) == 1:
        yield f"Networks of ours: {_setting(table.setting)}"
        return
    for each in settings:
        yield f"Networks of ours, {each.backbone}: {_setting(each)}"


def _setting(setting: PaperSetting) -> str:
    image = "x".join(map(str, setting.input_size))
    return (
        f"stem {setting.stem}, site {setting.site}, one image of {image}, "
        f"{setting.num_classes} classes, {setting.data}."
    )


def _source(paper: Paper, table: PaperTable) -> str:
    page = f", page {table.page}" if table.page else ""
    commit = f", {table.repository} at {table.commit[:8]}" if table.commit else ""
    return (
        f"Printed values: {paper.authors}, {paper.title}, {paper.source}, {table.place}{page}"
        f"{commit}; {paper.link}"
    )
