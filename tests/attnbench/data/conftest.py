"""The folder of images that some tests of pictures look at."""

from tests.attnbench.tasks.conftest import make_folder

__all__ = ["make_folder"]
