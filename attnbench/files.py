"""Files that a kill leaves whole: the old one or the new one, never half of one. Knows no torch."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


def write_file(file: Path, content: bytes) -> None:
    """Replace a file, or make it: written under a temporary name, synced and renamed."""
    with replacing(file) as part:
        part.write(content)


@contextmanager
def replacing(file: Path) -> Iterator[IO[bytes]]:
    """A stream that replaces a file once it is written and synced; if that fails, nothing stays."""
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
        path = Path(part.name)
        try:
            yield part
            part.flush()
            os.fsync(part.fileno())
        except BaseException:
            path.unlink()
            raise
    path.chmod(0o644)
    path.replace(file)
