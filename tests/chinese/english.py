"""Finding English in what should be Chinese."""

from __future__ import annotations

import re

# Two or more words of letters, one behind the other. Ids, codes, names of files and columns,
# options and formulas have other signs in them or beside them.
_WORD = "[A-Za-z][A-Za-z']*"
_RUN = re.compile(rf"(?<![\w.\-/`'\"\[@<(:]){_WORD}(?:(?:, | ){_WORD})+(?![\w.\-/`'\"\]@=(:])")


def english_in(text, data=()):
    """Give the runs of English words in a text that are not among the `data`, as a set.

    Args:
        text: lines of a report; words that a line was broken between are not found.
        data: texts that are shown as they are: what is printed, what a rule says.
    """
    known = " ".join(data)
    return {found for found in _RUN.findall(text) if found not in known}


def words_of(page):
    """Give what a page of HTML shows."""
    shown = re.sub(r"(?s)<(style|script)\b.*?</\1>|<title>|<meta[^>]*>", " ", page)
    return re.sub(r"<[^>]*>", "\n", shown)
