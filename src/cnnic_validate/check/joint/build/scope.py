"""Which variable a term of a rule means, seen from the release that the rule is about.

Every term is looked up in one order: the release itself and its editions; the document that prints
the figure; a release that it cites; the latest release of the same agency that is not later; then
of the indicator's own agency. What nobody printed becomes a latent variable.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from cnnic_validate.check.joint.build.network import Network, Variable
from cnnic_validate.model.interval import ANYTHING, Interval
from cnnic_validate.model.naming import named
from cnnic_validate.model.period import Period
from cnnic_validate.model.statistics import Figure, Measure, Quantity, Statistics
from cnnic_validate.model.vintages import OpenKey, open_key, quantities_of, releases_of

_LAST_DAY = datetime.date.max


class Anchor(NamedTuple):
    """From where a term is looked up: a release and the documents that print the figure."""

    release: str
    printers: tuple[str, ...] = ()


class Term(NamedTuple):
    """A term of a rule: a quantity whose denominator period may be left open.

    `any_denominator` accepts whichever denominator period the release has, where it has one only.
    """

    quantity: Quantity
    any_denominator: bool = False


class Found(NamedTuple):
    """Where a term was found: its variable, and whether another agency printed it."""

    variable: int
    foreign: bool = False


class Ambiguous(NamedTuple):
    """A term that fits several variables of one release, which differ in `what`."""

    what: str


def level(
    indicator: str, breakdown: str, period: Period, denominator_period: Period | None = None
) -> Quantity:
    """Give the quantity of a level."""
    return Quantity(indicator, breakdown, period, denominator_period, "level", None, None)


def _table(quantity: Quantity) -> tuple[str, Period, Measure, Period | None]:
    return (
        quantity.indicator,
        quantity.time_period,
        quantity.measure,
        quantity.reference_period,
    )


class Scope:
    """The index over the figures, and the maker of latent variables."""

    def __init__(self, figures: Sequence[Figure], statistics: Statistics) -> None:
        """Join figures of one quantity in one release into the variables of a new network."""
        self.statistics = statistics
        self.network = Network()
        self._by_key: dict[OpenKey, list[int]] = defaultdict(list)
        self._by_quantity: dict[Quantity, list[int]] = defaultdict(list)
        self._by_class: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._breakdowns: dict[tuple[str, Period, Measure, Period | None], set[str]] = {}
        self._words: dict[Quantity, str] = {}
        self._latents: dict[tuple[Quantity, str, bool], int] = {}
        self._cited: dict[str, set[str]] = defaultdict(set)
        self._editions: dict[str, tuple[str, ...]] = _editions(statistics)
        self._own_month: dict[tuple[str, int], str] = {}
        releases = releases_of(figures)
        quantities = quantities_of(figures, releases)
        grouped: dict[tuple[Quantity, str], list[Figure]] = defaultdict(list)
        for figure in figures:
            grouped[quantities[figure.id], releases[figure.id]].append(figure)
            if figure.cites:
                self._cited[figure.source].add(figure.cites)
        for (quantity, release), printed in grouped.items():
            self._add(Variable(quantity, release, tuple(printed), self._domain(quantity)))
        self._index_months()

    def _add(self, variable: Variable) -> int:
        self.network.variables.append(variable)
        index = len(self.network.variables) - 1
        if variable.figures:
            quantity = variable.quantity
            self._by_key[open_key(quantity)].append(index)
            self._by_quantity[quantity].append(index)
            self._by_class[quantity.indicator, quantity.breakdown].append(index)
            self._breakdowns.setdefault(_table(quantity), set()).add(quantity.breakdown)
        return index

    def _domain(self, quantity: Quantity) -> Interval:
        indicator = self.statistics.indicators.get(quantity.indicator)
        return indicator.bounds if indicator and quantity.measure == "level" else ANYTHING

    def _index_months(self) -> None:
        newest: dict[str, int] = {}
        for variable in self.network.variables:
            if variable.quantity.measure == "level":
                last = variable.quantity.time_period.last
                newest[variable.release] = max(last, newest.get(variable.release, last))
        for release in sorted(newest, key=self.published, reverse=True):
            self._own_month[self.agency(release), newest[release]] = release

    def agency(self, release: str) -> str:
        """Give the agency of a release; a source that is not listed is its own agency."""
        source = self.statistics.sources.get(release)
        return source.agency if source else release

    def published(self, release: str) -> tuple[datetime.date, str]:
        """Give a sort key in order of publication; a release without a date is the newest."""
        source = self.statistics.sources.get(release)
        return (source.published if source and source.published else _LAST_DAY, release)

    def anchor(self, variable: int) -> Anchor:
        """Give the place from which a printed variable looks up its terms."""
        node = self.network.variables[variable]
        printers = {each.source for each in node.figures if each.source != node.release}
        return Anchor(node.release, tuple(sorted(printers)))

    def printed(self, quantity: Quantity, anchor: Anchor) -> Found | Ambiguous | None:
        """Look a term up at home only: the release, its editions, the documents that print it."""
        return self._at_home(self._candidates(Term(quantity)), anchor)

    def find(self, term: Term, anchor: Anchor) -> Found | Ambiguous | None:
        """Look a term up in the whole order; None where nobody printed it."""
        candidates = self._candidates(term)
        if not candidates:
            return None
        home = self._at_home(candidates, anchor)
        if home is not None:
            return home
        for release in sorted(self._cited[anchor.release]):
            if hit := self._choose([each for each in candidates if self._in(each, release)]):
                return self._mark(hit, anchor)
        agencies = [self.agency(anchor.release)]
        indicator = self.statistics.indicators.get(term.quantity.indicator)
        if indicator:
            agencies.append(indicator.agency)
        for agency in agencies:
            if hit := self._latest(candidates, agency, anchor.release):
                return self._mark(hit, anchor)
        return None

    def vintages(self, quantity: Quantity) -> list[int]:
        """Give the printed variables of a quantity, one for each release that has it."""
        return self._candidates(Term(quantity))

    def printed_of(self, indicator: str, breakdown: str) -> Sequence[int]:
        """Give the printed variables of an indicator and breakdown, of all measures and periods."""
        return self._by_class.get((indicator, breakdown), ())

    def breakdowns_printed(self, quantity: Quantity) -> Collection[str]:
        """Give the breakdowns by which anyone prints an indicator, measure and period."""
        return self._breakdowns.get(_table(quantity), ())

    def words(self, quantity: Quantity) -> str:
        """Name a quantity for a person."""
        if quantity not in self._words:
            self._words[quantity] = named(quantity, self.statistics).words
        return self._words[quantity]

    def _at_home(self, candidates: Sequence[int], anchor: Anchor) -> Found | Ambiguous | None:
        if not candidates:
            return None
        for release in (anchor.release, *self._editions.get(anchor.release, ())):
            if hit := self._choose([each for each in candidates if self._in(each, release)]):
                return hit
        for document in (anchor.release, *anchor.printers):
            printed = [each for each in candidates if self._prints(each, document)]
            if hit := self._choose(printed):
                return self._mark(hit, anchor)
        return None

    def _candidates(self, term: Term) -> list[int]:
        wanted = term.quantity
        if term.any_denominator:
            return self._by_key.get(open_key(wanted), [])
        return self._by_quantity.get(wanted, [])

    def _in(self, index: int, release: str) -> bool:
        return self.network.variables[index].release == release

    def _prints(self, index: int, document: str) -> bool:
        return any(each.source == document for each in self.network.variables[index].figures)

    def _choose(self, candidates: Sequence[int]) -> Found | Ambiguous | None:
        if not candidates:
            return None
        quantities = {self.network.variables[each].quantity for each in candidates}
        if len(quantities) > 1:
            return Ambiguous("denominator_period")
        return Found(candidates[0])

    def _latest(
        self, candidates: Iterable[int], agency: str, release: str
    ) -> Found | Ambiguous | None:
        limit = self.published(release)[0]
        earlier = [
            each
            for each in candidates
            if self.agency(self.network.variables[each].release) == agency
            and self.published(self.network.variables[each].release)[0] <= limit
        ]
        if not earlier:
            return None
        newest = max(self.published(self.network.variables[each].release) for each in earlier)
        return self._choose(
            [
                each
                for each in earlier
                if self.published(self.network.variables[each].release) == newest
            ]
        )

    def _mark(self, hit: Found | Ambiguous, anchor: Anchor) -> Found | Ambiguous:
        if isinstance(hit, Ambiguous):
            return hit
        other = self.agency(self.network.variables[hit.variable].release)
        return hit._replace(foreign=other != self.agency(anchor.release))

    def latent(self, quantity: Quantity, release: str, *, unknown_base: bool = False) -> int:
        """Give the latent variable of a term that nobody printed, the same one each time."""
        key = (quantity, release, unknown_base)
        if key not in self._latents:
            domain = self._domain(quantity)
            self._latents[key] = self._add(
                Variable(quantity, release, (), domain, unknown_base=unknown_base)
            )
        return self._latents[key]

    def known(self, quantity: Quantity, release: str, *, foreign: bool = False) -> int | None:
        """Give the variable of a term seen from a release: printed, or latent already; else None.

        Args:
            quantity: the term.
            release: from where it is looked up.
            foreign: whether another agency's print is taken too.
        """
        found = self.find(Term(quantity), Anchor(release))
        if isinstance(found, Found) and (foreign or not found.foreign):
            return found.variable
        return self._latents.get((quantity, release, False))

    def home_of(self, period: Period, release: str) -> str:
        """Give the release of the same agency whose own month ends `period`.

        A base level that nobody printed lives there, so that several changes and growths on one
        base meet in it.
        """
        agency = self.agency(release)
        return self._own_month.get((agency, period.last), f"{agency} {period}")


def _editions(statistics: Statistics) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for source in statistics.sources.values():
        groups[source.edition_of or source.id].append(source.id)
    return {
        each: tuple(other for other in members if other != each)
        for members in groups.values()
        for each in members
    }


def month_of(period: Period) -> Period:
    """Give the last month of a period: when a stock of that period is counted."""
    return Period(period.last, period.last)
