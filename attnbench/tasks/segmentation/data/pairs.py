"""Finds images and the masks that belong to them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from attnbench.errors import WrongUse
from attnreport.text import plural

SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff")
HIDDEN = (".", "__")
"""How the names of files and folders begin that systems and tools leave."""

OTHER = {"image": "mask", "mask": "image"}


@dataclass(frozen=True, slots=True)
class Pair:
    """The files of an image and of its mask."""

    image: Path
    mask: Path


def inner_folder(folder: Path, marker: str, *below: str) -> Path:
    """The first of a folder and folders in it that holds a marker, else the folder itself.

    Archives are unpacked with and without the folder that is in them.
    """
    places = (folder, *(folder / name for name in below))
    return next((place for place in places if (place / marker).exists()), folder)


def pairs_of(
    images: Path, masks: Path, layout: str, *, image_end: str = "", mask_end: str = ""
) -> list[Pair]:
    """The images of a folder with their masks in another one, which has the same folders in it.

    Args:
        images: Folder of the images.
        masks: Folder of the masks.
        layout: What a data set holds, for errors.
        image_end: How the name of an image ends that belongs to the data.
        mask_end: How that of its mask ends instead.

    Raises:
        WrongUse: if a folder does not exist or is empty, or an image or a mask is alone.
    """
    image_files = _by_stem(images, image_end, "image", layout)
    mask_files = _by_stem(masks, mask_end, "mask", layout)
    # Empty folders come first, since everything in the other one is alone then.
    for place, files, what in ((images, image_files, "image"), (masks, mask_files, "mask")):
        if not files:
            raise WrongUse(
                f"{place} holds no {what}{_named(image_end if what == 'image' else mask_end)} that "
                f"ends in {', '.join(SUFFIXES)}; {layout}"
            )
    _refuse_alone(image_files, mask_files, "image", f"{masks}/{{}}{mask_end}.png")
    _refuse_alone(mask_files, image_files, "mask", f"{images}/{{}}{image_end}.*")
    return [Pair(image_files[stem], mask_files[stem]) for stem in sorted(image_files)]


def listed_names(file: Path, layout: str) -> list[str]:
    """The names in a list: of each line the first word, without its folders and its suffix.

    Raises:
        WrongUse: if the list cannot be read, is empty, or names something twice.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeError) as error:
        raise WrongUse(f"cannot read {file}: {text_problem(error)}; {layout}") from error
    names = [PurePath(line.split()[0]).stem for line in lines if line.strip()]
    if not names:
        raise WrongUse(f"{file} names no image; {layout}")
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise WrongUse(f"{file} names {name} twice; remove one of them")
        seen.add(name)
    return names


def text_problem(error: OSError | UnicodeError) -> str:
    """Why a text file could not be read, in words."""
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return "it is not in UTF-8"


def refuse_missing(paths: Sequence[Path], source: Path, what: str) -> None:
    """Check that files exist.

    Args:
        paths: The files.
        source: What names them.
        what: What they are called.

    Raises:
        WrongUse: if one does not; names the first and says how many do not.
    """
    missing = [path for path in paths if not path.is_file()]
    if missing:
        are, them = ("is", "it") if len(missing) == 1 else ("are", "them")
        raise WrongUse(
            f"{source} names {plural(len(paths), what)}, of which {len(missing)} {are} missing, "
            f"the first {missing[0]}; put {them} there, or remove {them} from the list"
        )


def refuse_shared(train: Sequence[Pair], test: Sequence[Pair]) -> None:
    """Check that no image is in both splits.

    Raises:
        WrongUse: if one is.
    """
    shared = {pair.image for pair in train} & {pair.image for pair in test}
    if shared:
        them = "it" if len(shared) == 1 else "them"
        raise WrongUse(
            f"{plural(len(shared), 'image')} would be trained on and tested on, the first "
            f"{min(shared)}; take {them} out of one of the lists"
        )


def _by_stem(folder: Path, end: str, what: str, layout: str) -> Mapping[str, Path]:
    """The files of a folder by their path in it, without suffix and end."""
    if not folder.is_dir():
        raise WrongUse(f"there is no folder {folder}; {layout}")
    files: dict[str, Path] = {}
    for path in _visible_files(folder):
        stem = path.relative_to(folder).with_suffix("").as_posix()
        if not stem.endswith(end):
            continue
        stem = stem.removesuffix(end)
        if stem in files:
            raise WrongUse(
                f"{files[stem]} and {path.name} have the same name: one {OTHER[what]} would belong "
                "to both; rename or remove one of them"
            )
        files[stem] = path
    return files


def _visible_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        is_hidden = any(part.startswith(HIDDEN) for part in path.relative_to(folder).parts)
        if path.suffix.lower() in SUFFIXES and not is_hidden:
            yield path


def _named(end: str) -> str:
    return f" named *{end}.*" if end else ""


def _refuse_alone(
    files: Mapping[str, Path], others: Mapping[str, Path], what: str, place: str
) -> None:
    """Check that each file has its partner."""
    alone = sorted(files.keys() - others.keys())
    if alone:
        have, remedy = ("has", f"add it, or remove the {what}")
        if len(alone) > 1:
            have, remedy = ("have", f"add them, or remove the {what}s")
        wanted = place.format(alone[0])
        raise WrongUse(
            f"{what} {files[alone[0]]} has no {OTHER[what]}, which would be {wanted}; "
            f"{len(alone)} of {plural(len(files), what)} {have} none; {remedy}"
        )
