"""Laws of the joint check on random releases whose true values are known."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnic_validate.check.joint.locate.localise import localise
from cnnic_validate.model.interval import Interval
from tests.joint.random_release import random_release, releases
from tests.joint.spoilt_release import judged, spoilt_releases


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


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=10**6), st.booleans())
def test_honest_releases_of_any_seed_never_alarm(seed, loose):
    release = random_release(random.Random(seed), loose=loose)
    errors = [each for each in release.book.check().findings if each.severity == "error"]
    assert errors == []


def test_true_values_are_never_cut_off():
    for seed, release in enumerate(releases(range(20_000, 20_300))):
        out = judged(release)
        for at, variable in enumerate(out.scope.network.variables):
            for figure in variable.figures:
                truth = release.truths[figure.id]
                low, high = out.locator.ground.box.ends(at)
                assert low <= truth <= high, (seed, figure.id)


@pytest.mark.parametrize(
    ("cells", "seeds"), [(1, range(30_000, 30_800)), (2, range(40_000, 40_300))]
)
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
        left = region.left(wrong)
        assert left is not None, seed
        assert left.keys() == wrong
        for figure, admissible in left.items():
            assert release.truths[figure] in admissible, (seed, figure)
    assert alarms >= len(seeds) / 4


def test_the_wrong_figure_is_always_among_the_suspects():
    alarms = first = 0
    for seed, release, wrong in spoilt_releases(range(50_000, 50_400), 1):
        out = judged(release)
        (name,) = wrong
        for diagnosis in localise(out.locator, out.conflicts):
            alarms += 1
            alone = [each for each in diagnosis.repairs if [f.id for f in each.figures] == [name]]
            assert len(alone) == 1, seed
            assert release.truths[name] in alone[0].admissible[0], seed
            first += diagnosis.repairs[0] is alone[0]
    assert alarms > 100
    # What it is ranked by is a judgement; that it ranks better than a toss is not.
    assert first > alarms / 2


@pytest.mark.parametrize(
    ("cells", "seeds"), [(1, range(60_000, 60_060)), (3, range(61_000, 61_060))]
)
def test_chances_are_shares_and_what_is_offered_is_possible(cells, seeds):
    several = 0
    for seed, release, _ in spoilt_releases(seeds, cells):
        out = judged(release)
        for diagnosis in localise(out.locator, out.conflicts):
            region = out.locator.region(diagnosis.conflicts)
            for repair in (each for each in diagnosis.repairs if len(each.figures) > 1):
                for texts in zip(*repair.texts, strict=True):
                    meant = zip(repair.figures, texts, strict=True)
                    assert region.admits({each.id: text.interval for each, text in meant}), seed
                    several += 1
        for finding in release.book.check().findings:
            for suspect in finding.suspects:
                offered = sum(each.probability for each in suspect.suggestions)
                assert offered <= suspect.probability * (1 + 1e-9) <= 1 + 1e-8, seed
    assert several > 0 or cells == 1


def test_a_loose_word_is_a_warning_and_never_an_error():
    found: Counter[tuple[str, str]] = Counter()
    for release in releases(range(60_000, 60_300), loose=True):
        result = release.book.check()
        found.update((each.code, each.severity) for each in result.findings)
        assert all(
            each.rule == "soft-interval" for each in result.instances if each.verdict == "failed"
        )
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


def test_what_another_agency_says_is_a_warning_and_never_an_error():
    """Another agency prints another level, and another growth, of users: either may be right."""
    found: Counter[tuple[str, str]] = Counter()
    for release in releases(range(80_000, 80_300)):
        levels = [
            row.arguments
            for row in release.rows
            if row.arguments["indicator"] == "users" and row.arguments["measure"] == "level"
        ]
        for row in levels[:1]:
            foreign = {**row, "source": "n2024", "cites": ""}
            year = int(row["at"][:4])
            growth = {"measure": "growth", "ref": f"{year - 1}-12", "printed": "900%"}
            release.book.add(**{**foreign, "printed": "1", "unit": "persons"})
            release.book.add(**{**foreign, "source": "press", **growth})
        found.update((each.code, each.severity) for each in release.book.check().findings)
    assert {severity for _, severity in found} == {"warning"}, found
    assert {code for code, _ in found} >= {"revision", "growth"}, found
