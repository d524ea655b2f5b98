"""What a change is held to: the gate and publishing ask for the same reasons, in one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from cnnic_validate.check.inputs import OBSERVATIONS, Inputs
from cnnic_validate.check.losses import Checked, lost_checks
from cnnic_validate.check.package import Outcome
from cnnic_validate.check.policy import LostBy, Policy, loss_findings, policy_findings
from cnnic_validate.message import say
from cnnic_validate.model.diff import Diff, FigureChange, PrintReading
from cnnic_validate.model.finding import Finding
from cnnic_validate.model.interval import ANYTHING
from cnnic_validate.model.loss import Loss
from cnnic_validate.model.place import Place
from cnnic_validate.model.series import SeriesPoint, end_text
from cnnic_validate.model.statistics import TOTAL
from cnnic_validate.model.version import Bump
from cnnic_validate.release.series import latest_series
from cnnic_validate.table import Table, records


@dataclass(frozen=True)
class Held:
    """A change held against what it is based on.

    `diff` leads from the one to the other; `before` is the outcome of the base by itself, `now`
    that of the change by the rules of the base. `is_whole`: the change has no more rows that cannot
    be told apart than the base.
    """

    diff: Diff
    base: Inputs
    before: Outcome
    change: Inputs
    now: Outcome
    is_whole: bool = True

    def findings(self, bump: Bump | None) -> tuple[Finding, ...]:
        """Give what the change does without the reason that the policy of the base demands.

        Args:
            bump: what the diff demands of the version; None where nothing is declared by now.
        """
        policy = Policy(
            levels=self.base.rules.policy,
            withdrawals=self.change.rules.withdrawals,
            exemptions=self.now.statistics.exemptions,
            bump=bump,
        )
        descriptor = self.change.package.descriptor_path
        table = self.change.tables.get(OBSERVATIONS)
        path = table.path if table else descriptor
        found = policy_findings(self.diff, policy, descriptor=descriptor, observations=path)
        places = {each.id: each.place for each in self.now.figures}
        return (*found, *loss_findings(self.lost, policy, found, places, Place(path)))

    @property
    def losses(self) -> tuple[Loss, ...]:
        """Give all that the base had and the change has no more, with the reasons given."""
        return tuple(each.loss for each in self.lost)

    @cached_property
    def lost(self) -> tuple[LostBy, ...]:
        """Give the losses with the figures that each is due to."""
        return (*self._checks(), *self._values(), *self._precision())

    def _checks(self) -> Iterator[LostBy]:
        edited = {each.subject.id for each in self.diff.figures}
        before, now = (
            Checked(each.figures, each.report.instances) for each in (self.before, self.now)
        )
        present = self._notes.keys()
        for lost in lost_checks(before, now, present=present, is_whole=self.is_whole):
            figures = lost.instance.figures
            about = next((each for each in figures if each in edited), figures[0])
            what = say(
                "{rule}: {title}; {became}",
                rule=lost.instance.rule,
                title=lost.instance.title,
                became=lost.became,
            )
            why = next(filter(None, map(self._reason, (about, *figures))), "")
            yield LostBy(Loss("check", about, what, why), figures)

    def _values(self) -> Iterator[LostBy]:
        """Give the values of the series that others took the place of, for no reason of dates."""
        old = {each.quantity: each for each in _points(self.before)}
        for point in _points(self.now):
            was = old.get(point.quantity)
            if was is None or _follows(was, point):
                continue
            id_ = point.figure.id
            what = say(
                "{quantity}: {old} ({source}) → {new} ({other})",
                quantity=_named(point),
                old=_printed(was),
                source=was.vintage.release,
                new=_printed(point),
                other=point.vintage.release,
            )
            why = self._reason(id_) or self._reason(was.figure.id) or self._declared(point)
            figures = (id_, was.figure.id)
            is_revision = not self._revised.isdisjoint(figures)
            yield LostBy(Loss("value", id_, what, why), figures, is_revision=is_revision)

    def _precision(self) -> Iterator[LostBy]:
        for each in self.diff.figures:
            if each.old and each.new and _is_coarser(each):
                what = say("{old} → {new}", old=_range(each.old), new=_range(each.new))
                id_ = each.subject.id
                yield LostBy(Loss("precision", id_, what, self._reason(id_)), (id_,))

    def _declared(self, point: SeriesPoint) -> str:
        """Give the title of an exemption by which a figure declares a revision, or nothing."""
        exemption = self.now.statistics.exemptions.get(point.figure.exemption)
        return exemption.title if exemption and "revision" in exemption.exempts else ""

    def _reason(self, figure: str) -> str:
        """Give what the change says of a figure: a new note, or why it was withdrawn."""
        note = self._notes.get(figure)
        if note is None:
            return self._withdrawn.get(figure, "")
        return note if note != self._old_notes.get(figure, "") else ""

    @cached_property
    def _revised(self) -> frozenset[str]:
        changes = (each for each in self.diff.figures if each.nature in {"revised", "withdrawn"})
        return frozenset(each.subject.id for each in changes)

    @cached_property
    def _withdrawn(self) -> Mapping[str, str]:
        return {name: each.why for each in self.change.rules.withdrawals for name in each.figures}

    @cached_property
    def _notes(self) -> Mapping[str, str]:
        return {**_notes_of(self.now.release), **_notes_of(self.change.tables.get(OBSERVATIONS))}

    @cached_property
    def _old_notes(self) -> Mapping[str, str]:
        return _notes_of(self.base.tables.get(OBSERVATIONS))


def _notes_of(table: Table | None) -> dict[str, str]:
    """Give the note of each row of a table of observations, by its id."""
    if table is None or "id" not in table.header:
        return {}
    return {record["id"]: record.values.get("note", "") for record in records(table)}


def _points(outcome: Outcome) -> tuple[SeriesPoint, ...]:
    return latest_series(outcome.figures, outcome.statistics)


def _follows(old: SeriesPoint, new: SeriesPoint) -> bool:
    """Whether a value may follow another: the same, within it, or a later one of its agency."""
    if new.figure.hard.intersect(old.figure.hard) == new.figure.hard:
        return True
    was, now = old.vintage, new.vintage
    if was.published is None or now.published is None or was.agency != now.agency:
        return False
    return was.published < now.published


def _named(point: SeriesPoint) -> str:
    quantity = point.quantity
    breakdown = "" if quantity.breakdown == TOTAL else f"[{quantity.breakdown}]"
    return f"{quantity.indicator}{breakdown} {quantity.time_period}"


def _printed(point: SeriesPoint) -> str:
    return f"{point.figure.printed} {point.figure.printed_unit}".strip()


def _is_coarser(change: FigureChange) -> bool:
    """Whether a print allows all that it allowed, and more."""
    old, new = (each.interval if each else None for each in (change.old, change.new))
    return old is not None and new is not None and old != new and old.intersect(new) == old


def _range(reading: PrintReading) -> str:
    """Write a print with what it allows."""
    interval = reading.interval or ANYTHING
    text = f"{reading.printed} {reading.printed_unit}".strip()
    low, high = (end_text(each) or "…" for each in (interval.low, interval.high))
    return say("{text} ({low} to {high})", text=text, low=low, high=high)
