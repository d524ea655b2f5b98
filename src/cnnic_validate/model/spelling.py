"""The hint "did you mean …?"."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from cnnic_validate.message import say


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """Name the nearest of `known`, or give an empty text where none is near."""
    near = difflib.get_close_matches(text[:100], list(known), n=1, cutoff=0.6)
    return say("did you mean `{near}`?", near=near[0]) if near else ""
