"""What was read of a printed table, as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cnnic_validate.grid.transcript import Transcript
from cnnic_validate.render.layout import Style, wrapped

_SHOWN = 8


def transcript_text(transcript: Transcript, style: Style) -> str:
    """Say how much was read, how it was taken apart, and what was not."""
    return "\n".join(
        line for text in _sentences(transcript, style) for line in wrapped(text, rest=" " * 11)
    )


def _sentences(transcript: Transcript, style: Style) -> Iterator[str]:
    grid, layout = transcript.grid, transcript.layout
    where = f"{grid.path}, {grid.part}" if grid.part else grid.path
    yield style.tell_n(
        "read       {number:,} value of {where}",
        "read       {number:,} values of {where}",
        len(layout.values),
        where=where,
    )
    headings = dict.fromkeys(" › ".join(each.heading) for each in layout.values)
    yield style.tell("values     under {headings}", headings=_some(list(headings), style))
    yield style.tell("labels     {names}", names=_some(layout.label_names, style))
    if layout.titles:
        yield style.tell("title      {titles}", titles=_some(layout.titles, style))
    if layout.notes:
        yield style.tell("notes      {notes}", notes=_some(layout.notes, style))
    marked = sum(bool(each.cell.marks) for each in layout.values)
    if marked:
        yield style.tell_n(
            "marks      set apart from {number:,} value",
            "marks      set apart from {number:,} values",
            marked,
        )
    hidden = [name for _, name in (*grid.hidden_rows, *grid.hidden_columns)]
    if hidden:
        yield style.tell("hidden     {names}", names=_some(hidden, style))
    if grid.is_hidden:
        yield style.tell("hidden     the whole table")
    for cell in transcript.unread():
        yield style.tell("not read   {place}: {problem}", place=cell.place, problem=cell.problem)


def _some(texts: Sequence[str], style: Style) -> str:
    """Give the first texts, all of them with -v, and how many more there are."""
    named = [each or style.tell("(none)") for each in texts]
    shown = named if style.verbose else named[:_SHOWN]
    text = style.joined(", ", shown)
    more = len(named) - len(shown)
    return style.tell("{text} and {more:,} more", text=text, more=more) if more else text
