"""The modules that a control can be made of."""

from collections.abc import Mapping

from attnzoo.entries.channel import CHANNEL
from attnzoo.entries.kernel import KERNEL
from attnzoo.entries.mixed import MIXED
from attnzoo.entries.pairwise import PAIRWISE
from attnzoo.entries.spatial import SPATIAL
from attnzoo.entry import Entry

MODULES: Mapping[str, Entry] = {
    entry.name: entry for entry in (*CHANNEL, *SPATIAL, *MIXED, *KERNEL, *PAIRWISE)
}
"""Every mechanism, by its short name."""

GATES = tuple(name for name, entry in MODULES.items() if entry.is_gate)
"""Those whose output is the map times a gate."""
