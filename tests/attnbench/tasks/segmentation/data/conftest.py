"""A real data set with masks, where somebody has put it."""

import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[5]


@pytest.fixture(scope="session")
def camvid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with CamVid."""
    archive = ROOT / "../shared/data/seg/camvid_480x360.tar"
    if not archive.exists():
        pytest.skip(f"{archive.name} is not in ../shared/data/seg")
    folder = tmp_path_factory.mktemp("camvid")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder
