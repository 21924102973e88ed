"""Pictures of these tests need no screen."""

import matplotlib as mpl

mpl.use("agg")
