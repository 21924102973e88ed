"""The sites in words: for help, for lists and for docs."""

from attnbench.injection.sites.table import GLOB, GLOB_MEANING, SITES


def help_text() -> str:
    """What a `--site` option is for."""
    named = ", ".join(f"{site.name} ({site.brief})" for site in SITES.values())
    return (
        f"Where modules go: {named}, or the layers whose names match a pattern such as '{GLOB}'. "
        "See: attnbench list sites."
    )


def rows() -> list[tuple[str, str]]:
    """The named sites and the pattern, with where modules go."""
    return [
        *((site.name, site.meaning) for site in SITES.values()),
        ("a pattern", f"{GLOB_MEANING}: '{GLOB}'"),
    ]


def markdown() -> str:
    """The sites as a Markdown table, with what each refuses."""
    lines = [
        "| site | where modules go | what it refuses |",
        "|:--|:--|:--|",
        *(
            f"| `{site.name}` | {site.meaning}{f' ({site.detail})' if site.detail else ''} | "
            f"{site.refuses} |"
            for site in SITES.values()
        ),
        f"| a pattern, `{GLOB}` | {GLOB_MEANING} | norms and convolutions with no other "
        "layer around them to hook |",
    ]
    return "\n".join(lines).replace("feature_info", "`feature_info`") + "\n"
