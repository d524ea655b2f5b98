"""What a change takes from a package: checks that were made, values and digits that stood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cnnic_validate.message import say

LossKind = Literal["check", "value", "precision"]
KIND_WORDS: Mapping[LossKind, str] = {
    "check": say("check"),
    "value": say("value"),
    "precision": say("precision"),
}


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that the base had and the change has no more.

    `kind` is a `check` that held and is not made now, the `value` that stood in the series, or the
    `precision` of a print; `figure` the id of the figure that it is about, `what` what was and what
    is; `why` the reason that the change gives, empty where it gives none.
    """

    kind: LossKind
    figure: str
    what: str
    why: str = ""
