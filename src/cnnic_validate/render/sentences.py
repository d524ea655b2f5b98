"""What the joint check found, in words: one place for all formats and languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from cnnic_validate.message import joined, say, say_n
from cnnic_validate.model.clash import (
    Account,
    Bounds,
    Clash,
    Contradiction,
    Disagreement,
    LooseWord,
    MeantText,
    NamedRule,
    Operation,
    Reading,
    Revision,
    Slip,
    Suspect,
    UnlikelyGrowth,
)
from cnnic_validate.model.finding import Evidence, Finding
from cnnic_validate.model.naming import with_unit
from cnnic_validate.model.place import Place
from cnnic_validate.render.translate import Language, in_language

# Lines that a remedy names; clashes, and figures of each, that a finding is explained by.
_LINES_NAMED = 6
_CLASHES_TOLD = 3
_FIGURES_TOLD = 6
_OUTSIDE = frozenset({"out-of-bounds", "quantum"})


def worded(finding: Finding, lang: Language = "en") -> Finding:
    """Give a finding with message, remedy and evidence in words, made from its account."""
    account = finding.account
    if account is not None:
        message, hint, because = _told(account, finding)
        hint = finding.hint or hint
        finding = replace(finding, message=message, hint=hint, because=tuple(because))
    elif finding.code in _OUTSIDE and finding.suspects:
        message = say(
            "{message}; the other figures require {words}",
            message=finding.message,
            words=bounds_words(finding.suspects[0].admissible[0]),
        )
        finding = replace(finding, message=message)
    return in_language(finding, lang)


def readings_in(finding: Finding) -> Mapping[Place, Reading]:
    """Give by place the figures that the account of a finding has."""
    match finding.account:
        case Contradiction(clashes=clashes, beside=beside):
            found = [*_all_figures(clashes), *beside]
        case Revision(pairs=pairs):
            found = [figure for pair in pairs for figure in pair]
        case Disagreement(figures=figures) | UnlikelyGrowth(figures=figures):
            found = list(figures)
        case LooseWord(figure=figure):
            found = [figure]
        case None:
            found = []
    return {each.place: each for each in found}


def bounds_words(bounds: Bounds) -> str:
    """Write an interval in words, its ends as people write numbers."""
    low, high = bounds
    if low is None and high is None:
        return say("any value")
    if high is None:
        return say("at least {end}", end=number_words(low))
    if low is None:
        return say("at most {end}", end=number_words(high))
    ends = number_words(low), number_words(high)
    return ends[0] if low == high else say("{low} to {high}", low=ends[0], high=ends[1])


def number_words(number: Decimal | None) -> str:
    """Write a number with separators between thousands."""
    return "" if number is None else f"{number:,f}"


def reading_words(reading: Reading) -> str:
    """Say what a figure is and what its print means."""
    return say(
        "{name} printed {printed}, that is {meaning}",
        name=reading.quantity.words,
        printed=with_unit(reading.printed, reading.unit),
        meaning=bounds_words(reading.means),
    )


def meant_words(meant: MeantText, unit: str) -> str:
    """Write a text that may have been meant; empty where it is lost."""
    if meant.slip != Slip.UNIT:
        return meant.text
    return say("{text} {unit}", text=meant.text, unit=_in_unit(meant.power, unit))


def _in_unit(power: int, unit: str) -> str:
    unit = unit or say("the printed unit")
    times = f"{10**power:,} ×" if power > 0 else say("1/{times:,} of", times=10**-power)
    return say("in {times} {unit}", times=times, unit=unit)


def copy_words(meant: MeantText) -> str:
    """Say that another period's figure stands there."""
    return say("the figure of {period} copied", period=meant.period)


def rule_words(rule: NamedRule) -> str:
    """Name a rule and what it compares."""
    return say("{rule}: {title}", rule=rule.rule, title=rule.title)


_Told = tuple[str, str, Iterable[Evidence]]


def _told(account: Account, finding: Finding) -> _Told:
    match account:
        case Contradiction():
            return _contradiction(account, finding)
        case Revision():
            return _revision(account)
        case Disagreement():
            return _disagreement(account)
        case LooseWord():
            return _loose_word(account)
        case UnlikelyGrowth():
            return _unlikely_growth(account)


def _contradiction(account: Contradiction, finding: Finding) -> _Told:
    figures = _all_figures(account.clashes)
    best = finding.suspects[0] if finding.suspects else None
    return (
        _accusation(account, best, len(figures)),
        _base_words(account) + _compare(figures),
        dict.fromkeys(_evidence(account, best.places if best else (finding.place,))),
    )


def _all_figures(clashes: Iterable[Clash]) -> list[Reading]:
    return list({each.place: each for clash in clashes for each in clash.figures}.values())


def _accusation(account: Contradiction, best: Suspect | None, count: int) -> str:
    unless = _unless(account)
    if best is None:
        return say("{count} figures cannot all be right{unless}", count=count, unless=unless)
    if best.operation == Operation.SWAP:
        return _exchanged(best.figures)
    if best.operation == Operation.UNIT:
        first = best.figures[0]
        return say(
            "{count} figures printed in {printed_unit}, such as {names}, are most probably {unit}",
            count=len(best.figures),
            printed_unit=first.unit,
            names=first.quantity.words,
            unit=_in_unit(best.suggestions[0].texts[0].power, first.unit),
        )
    said = [
        _requirement(figure, left, is_rough=account.is_rough)
        for figure, left in zip(best.figures, best.admissible, strict=True)
    ]
    return joined("; and ", said) + unless


def _requirement(figure: Reading, left: Bounds, *, is_rough: bool) -> str:
    """Say what the others require of a figure."""
    values = {
        "name": figure.quantity.words,
        "printed": figure.printed,
        "words": bounds_words(left),
    }
    if is_rough and _meet(left, figure.means):
        return say(
            "{name}: printed {printed} cannot stand beside the other figures; they "
            "require something within {words}",
            **values,
        )
    return say("{name}: printed {printed}; the other figures require {words}", **values)


def _meet(one: Bounds, two: Bounds) -> bool:
    lows = [each[0] for each in (one, two) if each[0] is not None]
    highs = [each[1] for each in (one, two) if each[1] is not None]
    return not lows or not highs or max(lows) <= min(highs)


def _exchanged(figures: Sequence[Reading]) -> str:
    one, two = figures[:2]
    text = say(
        "{printed} and {other} are most probably exchanged: {name} and {other_name}",
        printed=one.printed,
        other=two.printed,
        name=one.quantity.words,
        other_name=two.quantity.words,
    )
    pairs = len(figures) // 2
    return (
        say("{text}, and {pairs} more pairs of the same lines", text=text, pairs=pairs - 1)
        if pairs > 1
        else text
    )


def _unless(account: Contradiction) -> str:
    """Say which reading of a qualifier would save the figures."""
    readings = [
        say("'{printed}' means {words}", printed=figure.printed, words=bounds_words(left))
        for figure, left in account.unless
    ]
    return say(", unless {readings}", readings=joined(" or ", readings)) if readings else ""


def _base_words(account: Contradiction) -> str:
    """Say with which base a share, growth or change would fit."""
    if account.base is None:
        return ""
    return say(
        "with the {column} {period} the figures would fit; else ",
        column=account.base.column,
        period=account.base.period,
    )


def _compare(figures: Sequence[Reading]) -> str:
    more = len(figures) - _LINES_NAMED
    return (
        say("compare {lines}", lines=_lines(figures[:_LINES_NAMED]))
        + (say(" and {more} more", more=more) if more > 0 else "")
        + say(" with the printed source; where the source is right, declare an exemption")
    )


def _lines(figures: Iterable[Reading]) -> str:
    """Name lines by file, those of one file in their order."""
    lines: dict[str, list[int]] = {}
    for each in figures:
        lines.setdefault(each.place.path, []).append(each.place.line)
    named = [
        say_n(
            "line {lines}",
            "lines {lines}",
            len(numbers),
            lines=joined(", ", map(str, sorted(numbers))),
        )
        + (say(" of {path}", path=path) if len(lines) > 1 else "")
        for path, numbers in lines.items()
    ]
    return joined(" and ", named)


def _evidence(account: Contradiction, suspects: Sequence[Place]) -> Iterable[Evidence]:
    """Name every figure on which the finding rests: the first of each clash in full."""
    told = set(suspects)
    by_line: list[Reading] = []
    for number, clash in enumerate(account.clashes):
        others = [each for each in clash.figures if each.place not in told]
        told.update(each.place for each in others)
        if number >= _CLASHES_TOLD:
            by_line += others
            continue
        for rule in clash.rules:
            yield Evidence(rule_words(rule))
        if not clash.rules:
            yield Evidence(
                say("{repeat}: one release prints one quantity more than once", repeat="repeat")
            )
        yield from map(_of_figure, others[:_FIGURES_TOLD])
        by_line += others[_FIGURES_TOLD:]
    if by_line:
        yield Evidence(say("also the figures of {lines}", lines=_lines(by_line)))
    if account.beside:
        yield Evidence(
            say("what is left rests also on the figures of {lines}", lines=_lines(account.beside))
        )


def _of_figure(reading: Reading) -> Evidence:
    return Evidence(reading_words(reading), reading.place)


def _revision(account: Revision) -> _Told:
    old, new = account.pairs[0]
    earlier, later = account.releases
    values = {
        "name": new.quantity.words,
        "old": with_unit(old.printed, old.unit),
        "earlier": earlier,
        "new": with_unit(new.printed, new.unit),
        "later": later,
    }
    message = say(
        "{name}: {later} prints {new}, {earlier} printed {old}: revised, and no exemption says so",
        **values,
    )
    if account.factor:
        message = say(
            "{count} figures are restated by one factor, {factor}: {name}: {later} prints {new}, "
            "{earlier} printed {old}, and so on; no exemption says so",
            count=len(account.pairs),
            factor=bounds_words(account.factor),
            **values,
        )
    hint = say(
        "where {later} revised it, give line {line} of {path} an exemption that exempts from "
        "revision; else correct the print that is not in its source",
        later=later,
        line=new.place.line,
        path=new.place.path,
    )
    return message, hint, [_of_figure(figure) for pair in account.pairs for figure in pair]


def _disagreement(account: Disagreement) -> _Told:
    return (
        say("does not hold: {title}", title=account.rule.title),
        say("the figures come from different agencies or the rule is soft; look at both sources"),
        map(_of_figure, account.figures),
    )


def _loose_word(account: LooseWord) -> _Told:
    figure = account.figure
    message = say(
        "{name}: printed {printed}, which usually means {usual}; the other figures leave {left}",
        name=figure.quantity.words,
        printed=figure.printed,
        usual=bounds_words(account.usual),
        left=bounds_words(account.left),
    )
    hint = say("check the word and the number in the source; a loose use of the word is no error")
    return message, hint, [_of_figure(figure)]


def _unlikely_growth(account: UnlikelyGrowth) -> _Told:
    limits = [
        say("any") if each is None else say("{percent} %", percent=number_words(each))
        for each in account.plausible
    ]
    message = say(
        "growth of {words} in a year is {growth} %; plausible is {least} to {most}",
        words=account.quantity.words,
        growth=joined(" to ", dict.fromkeys(map(number_words, account.growth))),
        least=limits[0],
        most=limits[1],
    )
    hint = say("check both levels and their units; if they are right, widen the indicator's growth")
    return message, hint, map(_of_figure, account.figures)
