"""The sites in words: for help, for lists and for docs."""

from attnbench.injection.sites.table import GLOB, GLOB_MEANING, SITES


def help_text() -> str:
    """What a `--site` option is for."""
    return (
        f"Where modules go: {', '.join(SITES)}, or a pattern of the network's layer names such as "
        f"'{GLOB}'. What each one means: attnbench list sites."
    )


def rows() -> list[tuple[str, str]]:
    """The named sites and the glob, with where modules go."""
    return [
        *((site.name, site.meaning) for site in SITES.values()),
        ("a glob", f"{GLOB_MEANING}: '{GLOB}'"),
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
        f"| a glob, `{GLOB}` | {GLOB_MEANING} | norms and convolutions; the error names the tap "
        "after them |",
    ]
    return "\n".join(lines).replace("feature_info", "`feature_info`") + "\n"
