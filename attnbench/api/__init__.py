"""attnbench from Python: the commands as functions, whose results can be printed and drawn."""

import warnings
from contextlib import suppress
from importlib import import_module

with warnings.catch_warnings(), suppress(ImportError):
    # timm loads it too; in a notebook it asks for ipywidgets, which nothing here needs.
    warnings.simplefilter("ignore")
    import_module("tqdm.auto")
