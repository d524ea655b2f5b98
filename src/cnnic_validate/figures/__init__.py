"""Figures: printed text to exact numbers and intervals.

`parse` reads a text, `intervals` says which true values it can mean, `normalised` fills the columns
of a row that follow from it. Everything is pure; the only file read is the lexicon beside the code.
"""

from cnnic_validate.figures.intervals import domain_of, intervals, rounding_of
from cnnic_validate.figures.lexicon import (
    Lexicon,
    LexiconFiles,
    is_addition,
    load_lexicon,
    with_additions,
)
from cnnic_validate.figures.normalise import (
    FILLED,
    STATUSES,
    coarser,
    filled,
    intervals_of,
    measure_of,
    normalised,
    proposed_id,
)
from cnnic_validate.figures.parser import PERCENT, POINTS, Unreadable, parse
from cnnic_validate.figures.prints import NoValue, expected_unit, read_print, style_of

__all__ = [
    "FILLED",
    "PERCENT",
    "POINTS",
    "STATUSES",
    "Lexicon",
    "LexiconFiles",
    "NoValue",
    "Unreadable",
    "coarser",
    "domain_of",
    "expected_unit",
    "filled",
    "intervals",
    "intervals_of",
    "is_addition",
    "load_lexicon",
    "measure_of",
    "normalised",
    "parse",
    "proposed_id",
    "read_print",
    "rounding_of",
    "style_of",
    "with_additions",
]
