"""Write docs/series-breaks.md: every break, revision and growth with an exemption.

An exemption of `data/exemptions.csv` says why a figure does not follow from the others by plain
arithmetic. This script takes the exemptions away and asks what each exempted identity leaves the
figure, from the prints of its other terms. Where a term is not printed, it frees all figures that
carry an exemption and asks the joint check what the remaining ones leave them. Levels that are the
first on a new definition (status B) are listed with the level before them.

Run ``python scripts/series_breaks.py``; with ``--check`` nothing is written, and the exit code is 1
where the file would change.
"""

from __future__ import annotations

import datetime
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from cnnic_validate.check.inputs import OBSERVATIONS
from cnnic_validate.check.joint.build.network import Network
from cnnic_validate.check.joint.engine import JointResult, Question, check_joint
from cnnic_validate.check.joint.prove.box import Ends, initial_box
from cnnic_validate.check.joint.prove.revise import revise
from cnnic_validate.check.joint.prove.verdicts import ground_of
from cnnic_validate.check.joint.readings import bounds_in_print
from cnnic_validate.check.package import check_package
from cnnic_validate.model.interval import ANYTHING, Interval
from cnnic_validate.model.naming import named
from cnnic_validate.model.statistics import Exemption, Figure, Quantity, Statistics
from cnnic_validate.render.sentences import bounds_words
from cnnic_validate.table import records
from cnnic_validate.workflow.loading import load_inputs
from made import keep, options_of

OUTPUT = "docs/series-breaks.md"
_HEAD = """# Breaks of the series

Written by `python scripts/series_breaks.py` from the data; the gate compares it. A figure stands
here because it does not follow from the others by plain arithmetic, and the package says why.
*Plain arithmetic* gives an interval in the unit of the figure's own print: by the one identity that
it is exempt from, from the prints named beside it, or, where one of its terms is not printed, by
all rules together from the figures without an exemption. Where it *meets the print*, only several
rules together rule the print out, and the note says how.
"""
# Units that a print carries in itself, or that a reader supplies.
_SAID = {"%", "percent", "percentage points", "persons"}
_BREAKS = """## First level on a new definition or scope: status `B`

Levels before and after are not comparable. Growth and change across the break, where printed and
right, are checked like any other. Of several prints of one level the finest stands here.

| figure | source | printed | level before | why |
|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Identity:
    """A exempted identity whose other terms are all printed, and what they leave the figure."""

    rule: str
    needed: Interval
    terms: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """A figure with an exemption: what each identity leaves it, and all rules together.

    Intervals are in units; `together` is what the figures without an exemption leave.
    """

    figure: Figure
    note: str
    identities: tuple[Identity, ...]
    together: Interval

    @property
    def needed(self) -> Interval:
        """What is left where everything is to hold."""
        needed = self.together
        for each in self.identities:
            needed = needed.intersect(each.needed)
        return needed


@dataclass(frozen=True, slots=True)
class Series:
    """What the page is made of: definitions, figures with their notes, and the broken ones."""

    statistics: Statistics
    figures: Sequence[Figure]
    notes: Mapping[str, str]
    broken: Sequence[Broken]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the page; gives the exit code."""
    options = options_of(__doc__).parse_args(arguments)
    series = read_series(options.root)
    figures = f"{len(series.broken)} figures with an exemption"
    return keep(options, OUTPUT, page(series), holds=figures, script=__file__)


def read_series(root: Path) -> Series:
    """Read the package in `root` and find what plain arithmetic leaves for each based figure.

    Raises:
        UnreadableError, DefinitionError: where the package cannot be judged.
    """
    inputs = load_inputs(str(root))
    outcome = check_package(inputs)
    statistics = outcome.statistics
    day = max(each.published or datetime.date.min for each in statistics.sources.values())

    def judged(figures: Sequence[Figure]) -> JointResult:
        return check_joint(Question(figures, statistics, inputs.rules, day))

    based = [each for each in outcome.figures if each.exemption]
    bare = [replace(each, exemption="") for each in outcome.figures]
    exempted = _identities(judged(bare).network, based, statistics)
    freed = [
        replace(one, hard=ANYTHING, soft=ANYTHING) if figure.exemption else one
        for one, figure in zip(bare, outcome.figures, strict=True)
    ]
    joint = judged(freed)
    ground = ground_of(joint.network, joint.judgement)
    notes = {each["id"]: each["note"] for each in records(inputs.tables[OBSERVATIONS])}
    broken = [
        Broken(
            each,
            notes[each.id],
            exempted[each.id],
            _tidy(ground.box.interval(ground.variable_of[each.id])),
        )
        for each in based
    ]
    return Series(statistics, outcome.figures, notes, broken)


def _identities(
    network: Network, based: Sequence[Figure], statistics: Statistics
) -> dict[str, tuple[Identity, ...]]:
    """Give the identities each figure is exempt from, where all terms are printed."""
    box = initial_box(network)
    variable_of = network.variable_of()
    found: dict[str, tuple[Identity, ...]] = {}
    for figure in based:
        own = variable_of[figure.id]
        found[figure.id] = tuple(
            Identity(
                constraint.rule,
                _tidy(_interval(revise(constraint, box)[constraint.variables.index(own)])),
                tuple(
                    min(network.variables[each].figures, key=lambda one: one.number.unit)
                    for each in constraint.variables
                    if each != own
                ),
            )
            for constraint in network.constraints
            if own in constraint.variables
            and constraint.rule in statistics.exemptions[figure.exemption].exempts
            and not any(network.variables[each].is_latent for each in constraint.variables)
        )
    return found


def page(series: Series) -> str:
    """Give the page as Markdown: the exemptions at a glance, then a section each, then status B."""
    statistics = series.statistics
    groups = {
        exemption: [each for each in series.broken if each.figure.exemption == exemption.code]
        for exemption in statistics.exemptions.values()
    }
    breaks = list(_break_rows(series))
    glance = [
        _row(f"`{exemption.code}`", exemption.title, len(rows))
        for exemption, rows in groups.items()
    ]
    sections = [_section(exemption, rows, statistics) for exemption, rows in groups.items()]
    return "\n".join(
        [
            _HEAD,
            "| exemption | what | figures |\n|---|---|---|",
            *glance,
            _row("status `B`", "First level on a new definition or scope", len(breaks)),
            "",
            *sections,
            _BREAKS + "\n".join(breaks),
            "",
        ]
    )


def _section(exemption: Exemption, rows: Sequence[Broken], statistics: Statistics) -> str:
    exempts = ", ".join(sorted(exemption.exempts))
    head = f"## {exemption.title}: `{exemption.code}`\n\n{exemption.why} It exempts: {exempts}.\n"
    table = (
        "| figure | source | printed | plain arithmetic gives | from | note |\n"
        "|---|---|---|---|---|---|"
    )
    lines = [_broken_row(each, statistics) for each in rows]
    return "\n".join([head, table, *lines, ""])


def _broken_row(each: Broken, statistics: Statistics) -> str:
    figure = each.figure
    terms = dict.fromkeys(
        _term(other, figure, statistics) for one in each.identities for other in one.terms
    )
    return _row(
        named(figure.quantity, statistics).words,
        f"`{figure.source}`",
        _print(figure),
        _needed(each),
        "; ".join(terms),
        each.note,
    )


def _term(other: Figure, figure: Figure, statistics: Statistics) -> str:
    """Give a print with what tells it from the figure at hand: its source, period, or name."""
    one, two = other.quantity, figure.quantity
    if one == two:
        return f"{_print(other)} (`{other.source}`)"
    if (one.indicator, one.breakdown, one.measure) == (two.indicator, two.breakdown, "level"):
        return f"{_print(other)} ({one.time_period})"
    return f"{named(one, statistics).words}: {_print(other)}"


def _needed(each: Broken) -> str:
    """Say what plain arithmetic gives, and where it gives what is printed."""
    figure = each.figure
    meets = not each.needed.intersect(figure.hard).is_empty
    if meets and not each.identities:
        return "nothing to compare with: a term is not printed"
    several = len(each.identities) > 1
    parts = [
        (f"{one.rule}: " if several else "") + _in_print(one.needed, figure)
        for one in each.identities
    ]
    if all(not one.needed.intersect(figure.hard).is_empty for one in each.identities):
        words = "all rules together: " if parts else ""
        parts.append(words + _in_print(each.together, figure))
    return "; ".join([*parts, *(["meets the print"] if meets else [])])


def _in_print(interval: Interval, figure: Figure) -> str:
    return bounds_words(bounds_in_print(interval, figure.number))


def _break_rows(series: Series) -> Iterator[str]:
    finest: dict[Quantity, Figure] = {}
    for figure in series.figures:
        if figure.obs_status == "B":
            known = finest.setdefault(figure.quantity, figure)
            if figure.number.unit < known.number.unit:
                finest[figure.quantity] = figure
    for quantity, figure in finest.items():
        yield _row(
            named(quantity, series.statistics).words,
            f"`{figure.source}`",
            _print(figure),
            _before(figure, series.figures),
            series.notes[figure.id],
        )


def _before(figure: Figure, figures: Sequence[Figure]) -> str:
    """Give the latest level before a figure, of its indicator and breakdown, as long a period."""
    quantity = figure.quantity
    earlier = [
        each
        for each in figures
        if each.quantity.measure == "level"
        and (each.quantity.indicator, each.quantity.breakdown)
        == (quantity.indicator, quantity.breakdown)
        and each.quantity.time_period.months == quantity.time_period.months
        and each.quantity.time_period.last < quantity.time_period.last
    ]
    if not earlier:
        return "none"
    last = max(earlier, key=lambda each: each.quantity.time_period.last)
    return f"{_print(last)} ({last.quantity.time_period})"


def _print(figure: Figure) -> str:
    """Give a print with its unit, where the text names none."""
    unit = figure.printed_unit
    return figure.printed if not unit or unit in _SAID else f"{figure.printed} ({unit})"


def _interval(ends: Ends) -> Interval:
    low, high = (None if math.isinf(end) else Fraction(end) for end in ends)
    return Interval(low, high)


def _tidy(interval: Interval) -> Interval:
    """Cut the last digits of the ends: the check computes them in floats rounded outward."""
    low, high = (
        None if end is None else Fraction(f"{float(end):.12g}")
        for end in (interval.low, interval.high)
    )
    return Interval(low, high)


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(each).replace("|", r"\|") for each in cells) + " |"


if __name__ == "__main__":
    sys.exit(main())
