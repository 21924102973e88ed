"""Places in a network that several papers share, in words."""

RESIDUAL = "after the last norm of each residual branch, before the addition (site residual)"
INNER = "before the last convolution of each residual branch (site inner)"
HEAD = "once, in the head of a segmentation network"
