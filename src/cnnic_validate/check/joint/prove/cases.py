"""Proof by cases: what propagation alone cannot refute, piece by piece of one interval it may.

Cycles through unprinted variables hide contradictions from propagation. Where the search for a
witness is stuck at one variable, its interval is cut into pieces; if each piece is refuted, so is
the whole (shaving: Lhomme, "Consistency techniques for numeric CSPs", IJCAI 1993). Sound like the
propagation itself: the pieces cover the interval.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from cnnic_validate.check.joint.build.network import Network
from cnnic_validate.check.joint.prove.box import Box, Ends
from cnnic_validate.check.joint.prove.propagate import propagate, trace

_PIECES = 64


def refuted_by_cases(
    network: Network, box: Box, variable: int, touching: Sequence[Sequence[int]]
) -> set[int] | None:
    """Give the constraints that refute every piece of a variable's interval; None where one stands.

    Args:
        network: the variables and constraints.
        box: a fixed point; it is so again at the end.
        variable: whose interval is cut.
        touching: for each variable the constraints that take part.
    """
    behind: set[int] = set()
    if box.latest[variable] >= 0:
        behind |= trace(network, box, box.latest[variable])
    for refuted in surviving_pieces(network, box, variable, touching):
        if refuted is None:
            return None
        behind |= refuted
    return behind or None


def surviving_pieces(
    network: Network, box: Box, variable: int, touching: Sequence[Sequence[int]]
) -> Iterator[set[int] | None]:
    """Narrow the box to each piece in turn: yields None while it stands, else what refuted it.

    The box is put back after each; an interval that is open or a point is one piece.
    """
    start = len(box.trail)
    try:
        for low, high in _pieces(*box.ends(variable)):
            box.put(variable, low, high)
            step = propagate(network, box, touching[variable], touching)
            yield None if step is None else trace(network, box, step)
            box.back(start)
    finally:
        box.back(start)


def _pieces(low: float, high: float) -> Iterator[Ends]:
    width = high - low
    if not math.isfinite(width) or width <= 0:
        yield low, high
        return
    ends = [low + width * (number / _PIECES) for number in range(_PIECES)]
    # Neighbours share an end, so that no value lies between them.
    yield from zip(ends, [*ends[1:], high], strict=True)
