"""Which known text a mistyped one is nearest to, and the hint "did you mean …?"."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from itertools import islice

from cnnic_validate.message import say
from cnnic_validate.model.finding import shown

# How far the search goes, whatever a file holds: its time grows with both.
_CHARACTERS = 100
_MOST_KNOWN = 20_000


def nearest(text: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Give the text among the first 20,000 `known` that is nearest, or an empty one.

    `cutoff` is the least likeness, from 0 to 1, by the ratio of `difflib`.
    """
    some = list(islice(known, _MOST_KNOWN))
    near = difflib.get_close_matches(text[:_CHARACTERS], some, n=1, cutoff=cutoff)
    return near[0] if near else ""


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """Name the nearest of `known`, or give an empty text where none is near."""
    near = nearest(text, known)
    return say("did you mean `{near}`?", near=shown(near, 60)) if near else ""
