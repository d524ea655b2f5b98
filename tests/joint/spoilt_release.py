"""Releases with some cells mistyped, and what the joint check makes of them.

The slips here share no code with the typo model that suggests texts.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cnnic_validate.check.joint.build.implied import build_implied
from cnnic_validate.check.joint.build.partitions import build_partitions
from cnnic_validate.check.joint.build.prune import prune
from cnnic_validate.check.joint.build.scope import Scope
from cnnic_validate.check.joint.locate.localise import Locator
from cnnic_validate.check.joint.locate.suggest import columns_of
from cnnic_validate.check.joint.prove.conflict import Conflict
from cnnic_validate.check.joint.prove.repeats import check_repeats
from cnnic_validate.check.joint.prove.verdicts import Proof
from cnnic_validate.figures import Unreadable, parse
from tests.joint.builder import LEXICON
from tests.joint.random_release import Release, random_release

DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Judged:
    """A release after the joint check, with what localisation needs."""

    scope: Scope
    conflicts: tuple[Conflict, ...]
    locator: Locator


def judged(release: Release) -> Judged:
    statistics = release.book.statistics
    scope = Scope(release.book.figures, statistics)
    build_implied(scope)
    build_partitions(scope)
    prune(scope)
    network = scope.network
    proof = Proof(network)
    while proof.more():
        pass
    repeats = check_repeats(network, statistics, ())
    locator = Locator(proof.ground, statistics, columns_of(release.book.figures))
    return Judged(scope, (*proof.conflicts, *repeats.conflicts), locator)


def retyped(release: Release, dice: random.Random, cells: int) -> tuple[Release, set[str]] | None:
    """Spoil some cells; give the release and the ids of the figures that are wrong now.

    A text that cannot be read, or whose domain leaves nothing, is a finding of another check.
    """
    texts = {}
    for at in dice.sample(range(len(release.rows)), cells):
        texts[at] = mistyped(release.rows[at].arguments["printed"], dice)
        if not is_readable(release, at, texts[at]):
            return None
    spoilt = release.retyped(texts)
    wrong = {
        figure.id for figure in spoilt.book.figures if spoilt.truths[figure.id] not in figure.hard
    }
    if len(wrong) != cells or any(each.hard.is_empty for each in spoilt.book.figures):
        return None
    return spoilt, wrong


def is_readable(release: Release, at: int, text: str) -> bool:
    row = release.rows[at].arguments
    kind = release.book.statistics.indicators[row["indicator"]].kind
    unit = "percent" if kind == "ratio" and row["measure"] == "level" else row["unit"]
    number = parse(text, unit, measure=row["measure"], kind=kind, lexicon=LEXICON)
    return not isinstance(number, Unreadable)


def mistyped(text: str, dice: random.Random) -> str:
    """Change, drop, double or exchange a digit, or turn the sign."""
    spots = [at for at, letter in enumerate(text) if letter in DIGITS]
    at = dice.choice(spots)
    slip = dice.randrange(5)
    if slip == 0:
        return text[:at] + text[at + 1 :]
    if slip == 1:
        return text[:at] + text[at] + text[at:]
    if slip == 2 and text[at + 1 : at + 2] in DIGITS:
        return text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]
    if slip == 3 and not text.startswith("-"):
        return f"-{text}"
    return text[:at] + dice.choice(DIGITS.replace(text[at], "")) + text[at + 1 :]


def spoilt_releases(seeds: Iterable[int], cells: int) -> Iterator[tuple[int, Release, set[str]]]:
    for seed in seeds:
        dice = random.Random(seed)
        release = random_release(dice)
        if len(release.rows) <= cells:
            continue
        spoilt = retyped(release, dice, cells)
        if spoilt:
            yield seed, *spoilt
