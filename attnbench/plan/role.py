"""What depends on a field of a plan."""

from enum import Enum
from typing import get_args


class Role(Enum):
    """The cells that depend on a field of a plan."""

    NETWORK = "all cells"
    RUNNING = "cells that run the network"
    TIMING = "the speed cell"
    TRAINING = "training cells"
    FILE = "training cells, which depend on what is in the file"
    ROWS = "none; a study may gain more of it"
    NOTHING = "none; it may differ from run to run"


CAN_CHANGE = (Role.ROWS, Role.NOTHING)
"""Roles of the fields that may differ from run to run of one study."""


def role_of(annotation: object) -> Role | None:
    """The role that an annotation says."""
    return next((mark for mark in get_args(annotation) if isinstance(mark, Role)), None)
