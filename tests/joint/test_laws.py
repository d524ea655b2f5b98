"""Laws of the joint check on random releases whose true values are known."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnnic_validate.check.joint.conflict import Conflict
from cnnic_validate.check.joint.implied import build_implied
from cnnic_validate.check.joint.localise import Locator, localise
from cnnic_validate.check.joint.partitions import build_partitions
from cnnic_validate.check.joint.prune import prune
from cnnic_validate.check.joint.repeats import check_repeats
from cnnic_validate.check.joint.scope import Scope
from cnnic_validate.check.joint.verdicts import Judgement, judge
from cnnic_validate.figures import Unreadable, parse
from cnnic_validate.model.interval import Interval
from tests.joint.builder import LEXICON
from tests.joint.random_release import Release, random_release, releases

AS_OF = datetime.date(2025, 3, 1)
DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Judged:
    """A release after the joint check, with what localisation needs."""

    scope: Scope
    judgement: Judgement
    conflicts: tuple[Conflict, ...]
    locator: Locator


def judged(release: Release) -> Judged:
    statistics = release.book.statistics
    scope = Scope(release.book.figures, statistics)
    build_implied(scope)
    build_partitions(scope)
    prune(scope)
    network = scope.network
    judgement = judge(network, (), AS_OF)
    repeats = check_repeats(network, statistics, ())
    trusted = [
        judgement.verdicts[at][0] in {"passed", "undecided"} and each.severity == "error"
        for at, each in enumerate(network.constraints)
    ]
    variable_of = {
        figure.id: at
        for at, variable in enumerate(network.variables)
        for figure in variable.figures
    }
    touching = network.neighbours(range(len(trusted)))
    locator = Locator(network, statistics, trusted, touching, variable_of)
    return Judged(scope, judgement, (*judgement.conflicts, *repeats.conflicts), locator)


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
        figure.id
        for figure in spoilt.book.figures
        if spoilt.truths[figure.id] not in figure.hard
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


def spoilt_releases(seeds: range, cells: int) -> Iterator[tuple[int, Release, set[str]]]:
    for seed in seeds:
        dice = random.Random(seed)
        release = random_release(dice)
        if len(release.rows) <= cells:
            continue
        spoilt = retyped(release, dice, cells)
        if spoilt:
            yield seed, *spoilt


def test_honest_releases_never_alarm():
    verdicts: Counter[str] = Counter()
    for seed, release in enumerate(releases(range(2_000))):
        result = release.book.check()
        assert result.findings == (), seed
        verdicts.update(each.verdict for each in result.instances)
    assert verdicts["failed"] == 0
    # The law would be empty if nothing were compared, or nothing proved.
    assert verdicts["passed"] > 5_000
    assert verdicts["undecided"] < verdicts["passed"] / 100


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(min_value=10**6), st.booleans())
def test_honest_releases_of_any_seed_never_alarm(seed, loose):
    release = random_release(random.Random(seed), loose=loose)
    errors = [each for each in release.book.check().findings if each.severity == "error"]
    assert errors == []


def test_true_values_are_never_cut_off():
    for seed, release in enumerate(releases(range(20_000, 20_400))):
        out = judged(release)
        for at, variable in enumerate(out.scope.network.variables):
            for figure in variable.figures:
                truth = release.truths[figure.id]
                low, high = out.judgement.box.ends(at)
                assert low <= truth <= high, (seed, figure.id)


@pytest.mark.parametrize(("cells", "seeds"), [(1, range(30_000, 31_500)), (2, range(40_000, 40_500))])
def test_freeing_the_wrong_figures_makes_the_rest_consistent(cells, seeds):
    alarms = 0
    for seed, release, wrong in spoilt_releases(seeds, cells):
        out = judged(release)
        for conflict in out.conflicts:
            # Right figures alone never clash, so that a wrong one is in every conflict.
            assert wrong & {each.id for each in conflict.figures}, seed
        if not out.conflicts:
            continue
        alarms += 1
        region = out.locator.region(out.conflicts)
        box = region.propagated(wrong)
        assert box is not None, seed
        for figure in wrong & region.of_figure.keys():
            low, high = box.ends(region.of_figure[figure])
            assert low <= release.truths[figure] <= high, (seed, figure)
    assert alarms > len(seeds) / 4


def test_the_wrong_figure_is_always_among_the_suspects():
    alarms = first = 0
    for seed, release, wrong in spoilt_releases(range(50_000, 50_600), 1):
        out = judged(release)
        (name,) = wrong
        for diagnosis in localise(out.locator, out.conflicts):
            alarms += 1
            alone = [each for each in diagnosis.repairs if [f.id for f in each.figures] == [name]]
            assert len(alone) == 1, seed
            assert release.truths[name] in alone[0].admissible[0], seed
            first += diagnosis.repairs[0] is alone[0]
    assert alarms > 150
    # What it is ranked by is a judgement; that it ranks better than a toss is not.
    assert first > alarms / 2


def test_a_loose_word_is_a_warning_and_never_an_error():
    found: Counter[tuple[str, str]] = Counter()
    for release in releases(range(60_000, 60_300), loose=True):
        result = release.book.check()
        found.update((each.code, each.severity) for each in result.findings)
        assert all(each.rule == "soft-interval" for each in result.instances if each.verdict == "failed")
    assert set(found) == {("soft-interval", "warning")}
    assert found["soft-interval", "warning"] > 20


def test_implausible_growth_is_a_warning_and_never_an_error():
    found: Counter[tuple[str, str]] = Counter()
    narrow = Interval(Fraction(-1, 10), Fraction(1, 10))
    for release in releases(range(70_000, 70_300)):
        for code in ("users", "shoppers", "revenue"):
            release.book.with_indicator(code, growth=narrow)
        found.update((each.code, each.severity) for each in release.book.check().findings)
    assert set(found) == {("plausible-growth", "warning")}
    assert found["plausible-growth", "warning"] > 20


def test_a_foreign_value_that_differs_is_a_warning_and_never_an_error():
    """Another agency's own print of users is another one: either may be right."""
    found: Counter[tuple[str, str]] = Counter()
    for release in releases(range(80_000, 80_300)):
        levels = [
            row.arguments
            for row in release.rows
            if row.arguments["indicator"] == "users" and row.arguments["measure"] == "level"
        ]
        for row in levels[:1]:
            release.book.add(**{**row, "printed": "1", "unit": "persons", "source": "n2024"})
        result = release.book.check()
        found.update((each.code, each.severity) for each in result.findings)
    assert {severity for _, severity in found} == {"warning"}
    assert found["revision", "warning"] > 20
