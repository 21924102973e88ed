"""The formats of a check-up, by name."""

from attnreport.checkup import console, markdown
from attnreport.checkup.checkup import Checkup, render_json
from attnreport.formats import CONSOLE, Format

WIDTH = 120
"""Width of text for a console of unknown width."""

FORMATS: dict[str, Format[Checkup]] = {
    CONSOLE: Format(
        suffix="txt",
        meaning="for reading in a terminal",
        render=lambda checkup: console.text(checkup, WIDTH),
    ),
    "md": Format(suffix="md", meaning="Markdown", render=markdown.render),
    "json": Format(suffix="json", meaning="every finding for a program", render=render_json),
}
