"""Figures: printed text to exact numbers and intervals.

`parse` reads a text, `intervals` says which true values it can mean, `normalised` fills the columns
of a row that follow from it. Everything is pure; the only file read is the lexicon beside the code.
"""

from cnnic_validate.figures.intervals import domain_of, intervals
from cnnic_validate.figures.lexicon import Lexicon, is_addition, load_lexicon, with_additions
from cnnic_validate.figures.normalise import (
    FILLED,
    coarser,
    expected_unit,
    filled,
    intervals_of,
    measure_of,
    normalised,
    proposed_id,
    read_number,
)
from cnnic_validate.figures.parser import PERCENT, POINTS, Unreadable, parse

__all__ = [
    "FILLED",
    "PERCENT",
    "POINTS",
    "Lexicon",
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
    "read_number",
    "with_additions",
]
