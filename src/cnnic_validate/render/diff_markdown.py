"""A diff as GitHub-flavoured Markdown: counts in sight, the rest to be opened.

All that the package says stands in code blocks, where nothing of it is Markdown, HTML, a mention or
a reference.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from cnnic_validate.model.diff import Diff
from cnnic_validate.render.diff import Section, diff_counts, diff_sections
from cnnic_validate.render.layout import Style, table

# What GitHub takes in one comment.
MOST_CHARACTERS = 65_536
_KEPT_FOR_THE_REST = 500


def diff_markdown(diff: Diff, style: Style) -> str:
    """Write a diff as Markdown of at most 65,536 characters; what does not fit is named."""
    plain = Style(verbose=style.verbose, lang=style.lang)
    heading = plain.tell("What differs") if diff.differs else plain.tell("No difference")
    blocks = [f"### {heading}", _fenced(table(diff_counts(diff, plain)))]
    room = MOST_CHARACTERS - sum(map(len, blocks)) - _KEPT_FOR_THE_REST
    left_out = 0
    for number, section in enumerate(diff_sections(diff, plain)):
        block = section_block(section, is_open=number == 0)
        room -= len(block) + 2
        if room < 0:
            left_out += 1
        else:
            blocks.append(block)
    if left_out:
        said = plain.tell_n(
            "{number:,} more part does not fit here; `cnnic diff` shows it.",
            "{number:,} more parts do not fit here; `cnnic diff` shows them.",
            left_out,
        )
        blocks.append(said)
    return "\n\n".join(blocks) + "\n"


def section_block(section: Section, *, is_open: bool) -> str:
    """Write a part of a diff as something to be opened."""
    opened = " open" if is_open else ""
    summary = f"<summary>{html.escape(section.heading)}</summary>"
    return f"<details{opened}>\n{summary}\n\n{_fenced(section.lines)}\n\n</details>"


def _fenced(lines: Iterable[str]) -> str:
    text = "\n".join(lines)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"
