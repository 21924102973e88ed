"""The formats of a check-up, by name."""

from attnreport.checkup import console, markdown
from attnreport.checkup.checkup import Checkup, render_json
from attnreport.formats import CONSOLE, Format

WIDTH = 120
"""Of text for a console that nobody has measured."""

FORMATS: dict[str, Format[Checkup]] = {
    CONSOLE: Format(
        suffix="txt",
        meaning="for reading in a terminal",
        render=lambda checkup: console.text(checkup, WIDTH),
    ),
    "md": Format(suffix="md", meaning="Markdown", render=markdown.render),
    "json": Format(suffix="json", meaning="every finding for a program", render=render_json),
}
