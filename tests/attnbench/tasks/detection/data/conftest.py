"""A small data set in VisDrone's format, and real ones in COCO's where somebody has put them."""

import tarfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

ROOT = Path(__file__).parents[5]

MakeVisdrone = Callable[..., Path]


def noise(seed: int) -> Image.Image:
    random = np.random.default_rng(seed)
    return Image.fromarray(random.integers(256, size=(24, 32, 3), dtype=np.uint8))


@pytest.fixture
def make_visdrone(tmp_path: Path) -> MakeVisdrone:
    """Builds a folder as VisDrone's; `lines` are those of its second training image."""

    def make(*, lines: str = "1,2,10,12,1,4,0,0\n") -> Path:
        folder = tmp_path / "drone"
        for split in ("VisDrone2019-DET-train", "VisDrone2019-DET-val"):
            (folder / split / "images").mkdir(parents=True)
            (folder / split / "annotations").mkdir()
            for number in range(4):
                noise(number).save(folder / split / "images" / f"{number}.jpg")
                text = lines if number == 1 and "train" in split else "4,3,20,10,1,10,0,1,\n"
                (folder / split / "annotations" / f"{number}.txt").write_text(text)
        return folder

    return make


@pytest.fixture(scope="session", params=["bccd", "coco128_512"])
def real(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a real data set."""
    archive = ROOT / "../shared/data/det" / f"{request.param}.tar"
    if not archive.exists():
        pytest.skip(f"{archive.name} is not in ../shared/data/det")
    folder = tmp_path_factory.mktemp(str(request.param))
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder
