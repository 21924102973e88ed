"""Each metric of a history over its runs."""

from collections.abc import Iterator

from attnbench.cli.pictures.picture import Form
from attnbench.cli.pictures.timeline import Timeline
from attnreport.history.plot import history_plot


def draw(timeline: Timeline, form: Form) -> Iterator[tuple[str, bytes]]:
    """A picture for each detail of each metric."""
    for name, group in timeline.groups().items():
        yield f"{name}.{form}", history_plot(group, timeline.entries, form=form)
