"""What several records are, in words."""

from collections.abc import Sequence

from attnreport.text import plural


def records_text(keys: Sequence[str]) -> str:
    """How many records there are, and of which kinds: 3 records (2 cost, 1 train)."""
    kinds = [key.partition("-")[0] for key in keys]
    counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
    return plural(len(keys), "record") + (f" ({counts})" if counts else "")
