"""The revision policy: what was published changes only with a reason that can be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from cnnic_validate.message import say
from cnnic_validate.model.diff import Diff, FigureChange, PrintReading
from cnnic_validate.model.finding import Finding, Severity, shown
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
    return f"{reading.printed} {reading.printed_unit}".strip() if reading else ""
