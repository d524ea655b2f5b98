"""The mapping of a table, as text: what is asked, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cnnic_validate.model.breakdown import split
from cnnic_validate.model.mapping import Candidate, Decision, LabelLine
from cnnic_validate.model.statistics import Breakdown, Indicator, Statistics
from cnnic_validate.render.layout import Style, wrapped


def question_text(
    line: LabelLine,
    printed: str,
    candidates: Sequence[Candidate],
    statistics: Statistics,
    style: Style,
) -> str:
    """Show a line, its first value and the codes that it may mean, numbered."""
    said = [line.label, line.heading, line.breakdown, line.base, line.unit, line.context]
    lines = wrapped(
        style.tell(
            "{line}, printed {printed}",
            line=style.joined(" | ", [each for each in said if each]),
            printed=printed,
        )
    )
    for number, each in enumerate(candidates, start=1):
        lines += wrapped(
            style.tell(
                "{number}  {title}  [{indicator} {breakdown}]  {score:.2f}",
                number=number,
                title=_title(each, statistics, style),
                indicator=each.indicator,
                breakdown=each.breakdown,
                score=each.score,
            ),
            first="  ",
            rest="     ",
        )
    if not candidates:
        lines += wrapped(style.tell("nothing like it is known"), first="  ")
    return "\n".join(lines) + "\n"


def drafted_text(
    decided: Iterable[Decision],
    undecided: Sequence[LabelLine],
    written: Sequence[str],
    style: Style,
) -> str:
    """Say how the lines were decided, which are left, and where everything stands."""
    counted = {"remembered": 0, "answered": 0, "person": 0}
    excluded = new = 0
    for each in decided:
        counted[each.how] += 1
        excluded += each.verdict == "exclude"
        new += each.verdict == "new"
    sentences = [
        style.tell(
            "lines      {remembered:,} remembered, {answered:,} known by likeness, {person:,} told",
            **counted,
        )
    ]
    if excluded or new:
        told = style.tell(
            "           {excluded:,} excluded, {new:,} new", excluded=excluded, new=new
        )
        sentences.append(told)
    sentences += [style.tell("written    {path}", path=each) for each in written]
    if undecided:
        sentences.append(
            style.tell_n(
                "to decide  {number:,} line: {labels}",
                "to decide  {number:,} lines: {labels}",
                len(undecided),
                labels=_some(undecided, style),
            )
        )
    return "".join(f"{line}\n" for each in sentences for line in wrapped(each, rest=" " * 11))


def forgotten_text(gone: Sequence[Mapping[str, str]], style: Style) -> str:
    """List what was forgotten."""
    sentences = [
        style.tell(
            "forgotten  {label}: {indicator} {breakdown}",
            label=" | ".join(filter(None, (row["label"], row["breakdown_label"], row["base"]))),
            indicator=row["indicator"] or row["decision"],
            breakdown=row["breakdown"],
        )
        for row in gone
    ]
    return "".join(f"{line}\n" for each in sentences for line in wrapped(each, rest=" " * 11))


_SHOWN = 5


def _some(lines: Sequence[LabelLine], style: Style) -> str:
    named = list(dict.fromkeys(" | ".join(filter(None, (e.label, e.breakdown))) for e in lines))
    text = style.joined(", ", named[:_SHOWN])
    more = len(named) - _SHOWN
    return style.tell("{text} and {more:,} more", text=text, more=more) if more > 0 else text


def _title(candidate: Candidate, statistics: Statistics, style: Style) -> str:
    known: list[Indicator | Breakdown | None] = [statistics.indicators.get(candidate.indicator)]
    known += [statistics.breakdowns.get(code) for code in split(candidate.breakdown)]
    titles = [
        (each.title_zh if style.lang == "zh" else "") or each.title_en for each in known if each
    ]
    return style.joined(", ", titles)
