"""Help that breaks its lines where the terminal does, not where a docstring has to."""

import inspect

import typer


def unwrap_help(app: typer.Typer) -> None:
    """Join the lines of each paragraph of the docstrings that are an app's help, groups too."""
    for registered in (app.registered_callback, *app.registered_commands):
        if registered is not None and registered.callback is not None:
            registered.help = _unwrapped(inspect.getdoc(registered.callback) or "")
    for group in app.registered_groups:
        if group.typer_instance is not None:
            unwrap_help(group.typer_instance)


def _unwrapped(text: str) -> str:
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))
