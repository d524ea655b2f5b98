"""What holds together: where every trial of localisation starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cnnic_validate.check.joint.build.network import Network
from cnnic_validate.check.joint.prove.box import Box


@dataclass(frozen=True, slots=True)
class Ground:
    """What holds together.

    `box` is the fixed point of the constraints that hold, put back after each trial; `prints` what
    the figures alone leave each variable; `touching` has for each variable the constraints, of
    those that hold, that it stands in; `variable_of` the variable of each figure, by id.
    """

    network: Network
    box: Box
    prints: Box
    touching: Sequence[list[int]]
    variable_of: Mapping[str, int]
