"""The revision policy: what was published changes only with a reason that can be read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from cnnic_validate.message import say, say_n
from cnnic_validate.model.diff import Diff, FigureChange, PrintReading
from cnnic_validate.model.finding import Finding, Severity, shown
from cnnic_validate.model.loss import Loss, LossKind
from cnnic_validate.model.place import Place
from cnnic_validate.model.rule import PolicyLevel, Withdrawal
from cnnic_validate.model.statistics import Exemption
from cnnic_validate.model.version import Bump

_OFF = "off"


@dataclass(frozen=True, slots=True)
class Policy:
    """What a change is held to.

    `levels` are the severities by finding code; `withdrawals` the reasons given for withdrawn
    figures; `exemptions` those of the package by code; `bump` what the diff demands of the version,
    None where the base has no semantic version to count from.
    """

    levels: Mapping[str, PolicyLevel]
    withdrawals: Sequence[Withdrawal]
    exemptions: Mapping[str, Exemption]
    bump: Bump | None


def policy_findings(
    diff: Diff, policy: Policy, *, descriptor: str, observations: str
) -> tuple[Finding, ...]:
    """Hold a change against the revision policy.

    Args:
        diff: from the base to the change.
        policy: what the base demands.
        descriptor: how a person names the descriptor of the change.
        observations: how a person names its file of observations.
    """
    found = (
        *_revisions(diff, policy, observations),
        *_withdrawals(diff, policy, observations),
        *_version(diff, policy, descriptor),
    )
    return tuple(each for each in found if each is not None)


@dataclass(frozen=True, slots=True)
class LostBy:
    """A loss, and the ids of the figures that take part in it.

    `is_revision`: its reason is asked for with the revision or withdrawal that it follows from.
    """

    loss: Loss
    figures: tuple[str, ...]
    is_revision: bool = False


# The code of each kind of loss that has one of its own: a coarser print is a revision.
_LOSS_CODES: Mapping[LossKind, str] = {"check": "lost-check", "value": "headline-value"}


def loss_findings(
    lost: Sequence[LostBy],
    policy: Policy,
    found: Sequence[Finding],
    places: Mapping[str, Place],
    elsewhere: Place,
) -> Iterator[Finding]:
    """Report losses without a reason, once for each figure and kind.

    Args:
        lost: what was lost.
        policy: what the base demands.
        found: what is found of the same change: a figure that is named there needs its reason
            there.
        places: where the figures of the change stand, by id.
        elsewhere: the place of a figure that is gone.
    """
    named = {each.place.key for each in found}
    undeclared: dict[tuple[str, str], list[Loss]] = {}
    for each in lost:
        code = _LOSS_CODES.get(each.loss.kind)
        if code and not (each.loss.why or each.is_revision) and named.isdisjoint(each.figures):
            undeclared.setdefault((code, each.loss.figure), []).append(each.loss)
    for (code, figure), losses in undeclared.items():
        place = places.get(figure, replace(elsewhere, key=figure))
        message, hint = _loss_message(code, losses), _LOSS_HINTS[code]
        if (made := _finding(policy, code, message, place, "", hint)) is not None:
            yield made


def _loss_message(code: str, losses: Sequence[Loss]) -> str:
    if code == "lost-check":
        return say_n(
            "a check that held is not made any more, and the change does not say why: {what}",
            "{number:,} checks that held are not made any more, and the change does not say why;"
            " the first is {what}",
            len(losses),
            what=losses[0].what,
        )
    return say_n(
        "another value stands in the series, and the change does not say why: {what}",
        "{number:,} other values stand in the series, and the change does not say why; the first"
        " is {what}",
        len(losses),
        what=losses[0].what,
    )


_LOSS_HINTS: Mapping[str, str] = {
    "lost-check": say("put back what it rests on, or say why in a `note` of one of its figures"),
    "headline-value": say(
        "say why in the `note` of the figure, or declare an `exemption` from `revision`"
    ),
}


def stale_withdrawals(
    withdrawals: Iterable[Withdrawal], path: str, *, present: Collection[str]
) -> Iterator[Finding]:
    """Find entries under `withdrawals` for figures that are there."""
    for each in withdrawals:
        for figure in each.figures:
            if figure in present:
                message = say("{figure} is said to be withdrawn, and is there", figure=figure)
                yield _stale(each, figure, message, path)


def unknown_withdrawals(
    withdrawals: Iterable[Withdrawal], path: str, *, known: Collection[str]
) -> Iterator[Finding]:
    """Find entries under `withdrawals` for figures that never were."""
    for each in withdrawals:
        for figure in each.figures:
            if figure not in known:
                message = say("{figure} is said to be withdrawn, and never was", figure=figure)
                yield _stale(each, figure, message, path)


def _stale(entry: Withdrawal, figure: str, message: str, path: str) -> Finding:
    place = Place(path, key=entry.id, column="figures")
    hint = say("take the figure out of the entry, or correct its id")
    return Finding("stale-withdrawal", "error", message, place, value=shown(figure), hint=hint)


def _finding(
    policy: Policy, code: str, message: str, place: Place, value: str, hint: str
) -> Finding | None:
    """Make a finding as severe as the policy says; None where it is switched off."""
    level = policy.levels[code]
    if level == _OFF:
        return None
    severity = cast("Severity", level)
    return Finding(code, severity, message, place, value=shown(value), hint=hint)


def _revisions(diff: Diff, policy: Policy, path: str) -> Iterator[Finding | None]:
    for each in diff.figures:
        if each.nature != "revised" or each.relation == "equal" or _is_declared(each, policy):
            continue
        what = say(
            "from {old} to {new} ({relation})",
            old=_printed(each.old),
            new=_printed(each.new),
            relation=say(each.relation or ""),
        )
        if each.relation == "moved":
            what = say("what it is about")
        yield _finding(
            policy,
            "undeclared-revision",
            say("a published figure changed {what}, and the edit does not say why", what=what),
            Place(path, each.row.new_line, 0, "printed", each.subject.id),
            _printed(each.new),
            say("say in `note` what was corrected, or name an `exemption` from `revision`"),
        )


def _is_declared(change: FigureChange, policy: Policy) -> bool:
    """Whether the same edit says why: a new note, or a new exemption from revisions."""
    new = {each.name: each.new or "" for each in change.edits}
    exemption = policy.exemptions.get(new.get("exemption", ""))
    return bool(new.get("note")) or (exemption is not None and "revision" in exemption.exempts)


def _withdrawals(diff: Diff, policy: Policy, path: str) -> Iterator[Finding | None]:
    reasons = {figure for each in policy.withdrawals for figure in each.figures}
    for each in diff.figures:
        if each.nature == "withdrawn" and each.subject.id not in reasons:
            yield _finding(
                policy,
                "undeclared-withdrawal",
                say(
                    "the published figure {id} ({old}) is gone without a reason",
                    id=each.subject.id,
                    old=_printed(each.old),
                ),
                Place(path, key=each.subject.id),
                _printed(each.old),
                say("put it back, or say why under `withdrawals:` in the file of rules"),
            )


def _version(diff: Diff, policy: Policy, path: str) -> Iterator[Finding | None]:
    """Compare the version, where the change sets another one, with what the diff demands."""
    bump, declared = policy.bump, diff.new_version
    if bump is None or declared == diff.old_version or bump.allows(declared):
        return
    why = say(": {reason}", reason=bump.reasons[0].text) if bump.reasons else ""
    yield _finding(
        policy,
        "version-bump",
        say(
            "the version {declared} does not follow {old_version}: a {level} change "
            "demands at least {version}{why}",
            declared=declared or say("(none)"),
            old_version=diff.old_version,
            level=bump.level.upper(),
            version=bump.version,
            why=why,
        ),
        Place(path, column="version"),
        declared,
        say(
            "write {version}, or leave {old_version} for `publish` to raise",
            version=bump.version,
            old_version=diff.old_version,
        ),
    )


def _printed(reading: PrintReading | None) -> str:
    return reading.text if reading else ""
