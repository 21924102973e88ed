"""The submodules of a commit, checked out from what this machine has of them.

`git worktree add` leaves their folders empty, and `git submodule update` would fetch them. But they
are on this machine if they are, or ever were, checked out in the working tree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from attnbench.errors import WrongUse
from attnbench.regression.git import git

LINK = "160000"
"""Mode of a submodule in a tree of git."""

WHOLE = ("-c", "core.sparseCheckout=false")
"""So that all files are checked out, whatever the working tree leaves out."""


def add_submodules(tree: Path, root: Path, commit: str) -> Mapping[Path, str]:
    """Fill the folders of a commit's submodules, and those of their own.

    Args:
        tree: Where the commit is checked out.
        root: The working tree of its repository.
        commit: A hash.

    Returns:
        By path of a submodule that could not be checked out, from the top folder, why.
    """
    return _Repository(_git_folder(root), root).add_submodules(tree, commit)


@dataclass(frozen=True, slots=True)
class _Repository:
    """A repository on this machine."""

    folder: Path
    """Git's own."""
    working_tree: Path
    """Where it is checked out, if it is."""

    def add_submodules(self, tree: Path, commit: str) -> Mapping[Path, str]:
        """Fill the folders in a tree of a commit; gives those that stay empty, and why."""
        absent: dict[Path, str] = {}
        names = self._names(tree, commit)
        for path, wanted in self._links(tree, commit).items():
            known = self._repositories_of(tree, path, names.get(path))
            submodule = next((one for one in known if one.has(tree, wanted)), None)
            if not known:
                absent[path] = "it was never checked out here; run git submodule update --init"
            elif submodule is None:
                absent[path] = f"its commit {wanted[:10]} is not here; run git fetch in it"
            else:
                submodule.unpack(tree / path, wanted)
                inner = submodule.add_submodules(tree / path, wanted)
                absent |= {path / below: why for below, why in inner.items()}
        return absent

    def has(self, tree: Path, commit: str) -> bool:
        """Whether it has a commit."""
        try:
            self._git(tree, "cat-file", "-e", f"{commit}^{{commit}}")
        except WrongUse:
            return False
        return True

    def unpack(self, tree: Path, commit: str) -> None:
        """Write a commit's files into a folder; their index is of no use and goes away."""
        with TemporaryDirectory() as place:
            index = {"GIT_INDEX_FILE": str(Path(place) / "index")}
            self._git(tree, "read-tree", "--reset", "-u", commit, environment=index)

    def _links(self, tree: Path, commit: str) -> Mapping[Path, str]:
        """By path, the commit of a submodule."""
        entries = self._git(tree, "ls-tree", "-r", "-z", "--full-tree", commit).split("\0")
        parts = (entry.partition("\t") for entry in entries if entry.startswith(LINK))
        return {Path(path): fields.split()[-1] for fields, _, path in parts}

    def _names(self, tree: Path, commit: str) -> Mapping[Path, str]:
        """By path, the name of a submodule: that of its repository's folder."""
        wanted = ("--null", "--blob", f"{commit}:.gitmodules", "--get-regexp", r"\.path$")
        try:
            entries = self._git(tree, "config", *wanted).split("\0")
        except WrongUse:  # a commit without submodules
            return {}
        parts = (entry.partition("\n") for entry in entries if entry)
        return {
            Path(path): key.removeprefix("submodule.").removesuffix(".path")
            for key, _, path in parts
        }

    def _repositories_of(self, tree: Path, path: Path, name: str | None) -> "Sequence[_Repository]":
        """Where a submodule may be: in its working tree, or left from an earlier one."""
        working_tree = self.working_tree / path
        common = self._git(tree, "rev-parse", "--path-format=absolute", "--git-common-dir")
        folders = [_git_folder(working_tree)] if (working_tree / ".git").exists() else []
        left = Path(common) / "modules" / (name or "")
        folders += [left] if (left / "HEAD").is_file() else []
        return [_Repository(folder, working_tree) for folder in folders]

    def _git(self, tree: Path, *words: str, environment: Mapping[str, str] | None = None) -> str:
        """Its own working tree may be gone, and so another one is named."""
        places = (f"--git-dir={self.folder}", f"--work-tree={tree}")
        return git(tree, *WHOLE, *places, *words, environment=environment)


def _git_folder(working_tree: Path) -> Path:
    return Path(git(working_tree, "rev-parse", "--absolute-git-dir"))
