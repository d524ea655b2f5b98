"""The CNNIC package of this repository, judged as a user would judge it."""

from __future__ import annotations

import csv
import datetime
import random
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from cnnic_validate.check.joint.engine import Question, check_joint
from cnnic_validate.check.package import check_package
from cnnic_validate.model.interval import Interval
from cnnic_validate.workflow import gate, loading, releases

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def inputs():
    return loading.load_inputs(str(ROOT))


@pytest.fixture(scope="module")
def outcome(inputs):
    return check_package(inputs)


def test_it_is_clean_and_large(outcome):
    report = outcome.report
    assert report.valid
    assert [each for each in report.findings if each.severity == "error"] == []
    assert report.figures >= 2100
    assert report.unread == 0
    assert report.verdicts["passed"] >= 1700
    failed = {each.severity for each in report.instances if each.verdict == "failed"}
    assert failed <= {"warning"}
    assert report.verdicts["undecided"] == 0
    assert len(report.unchecked) <= 0.33 * report.figures


def test_what_is_not_evaluated_says_which_term_is_missing(outcome):
    for instance in outcome.report.instances:
        if instance.verdict == "not evaluated":
            assert instance.reason.startswith(("not printed: ", "the period of the denominator"))
        if instance.verdict == "not applicable":
            assert instance.reason.startswith(("exemption ", "a forecast"))


def test_right_but_odd_figures_pass_where_a_fixed_tolerance_would_flag_them(outcome):
    """Urban 79,524 + rural 31,308 = 110,832 against 110,833, and two more of the kind."""
    exact = {each.id: each.number.value for each in outcome.figures}
    odd = 0
    for instance in outcome.report.instances:
        if instance.rule not in {"partition", "change"} or instance.verdict != "passed":
            continue
        values = [exact[key] for key in dict.fromkeys(instance.figures)]
        if len(values) != 3:
            continue
        largest = max(values, key=abs)
        rest = sum(values) - largest
        gap = min(
            abs(largest - rest),
            abs(largest + rest),
            *(
                abs(values[i] - values[j] - values[k])
                for i, j, k in ((0, 1, 2), (1, 0, 2), (2, 0, 1))
            ),
        )
        odd += gap > Fraction("0.05")
    assert odd >= 3


def test_the_population_base_of_people_aged_60_and_over(inputs, outcome):
    """Stated as end-2023, the rate clashes with two figures together and with none alone."""
    rate = next(
        each
        for each in outcome.figures
        if each.quantity.indicator == "internet_penetration"
        and each.quantity.breakdown == "age_60_plus"
        and each.quantity.denominator_period is None
    )
    stated = replace(rate, quantity=rate.quantity._replace(denominator_period=rate_base(outcome)))
    figures = [stated if each is rate else each for each in outcome.figures]
    clash = judged(figures, inputs, outcome)
    (finding,) = clash
    assert finding.severity == "error"
    assert stated.id in {place.key for place in finding.figures}
    assert len(finding.figures) >= 4
    for place in finding.figures:
        fewer = [each for each in figures if each.id != place.key]
        same = [each for each in fewer if each.quantity == by_id(figures, place.key).quantity]
        if not same:
            assert judged(fewer, inputs, outcome) == []


def rate_base(outcome):
    return next(
        each.quantity.time_period
        for each in outcome.figures
        if each.quantity.indicator == "population" and str(each.quantity.time_period) == "2023-12"
    )


def by_id(figures, key):
    return next(each for each in figures if each.id == key)


def judged(figures, inputs, outcome):
    result = check_joint(
        Question(figures, outcome.statistics, inputs.rules, datetime.date(2025, 3, 1))
    )
    return [each for each in result.findings if each.severity == "error"]


def test_a_swapped_digit_in_what_rules_see_is_caught_and_named(inputs, outcome):
    """A sample of figures that rules see, the two first digits of each exchanged in turn."""
    seen = set(outcome.report.unchecked)
    targets = [
        each
        for each in outcome.figures
        if each.id not in seen
        and not each.number.qualifier
        and len(set(each.number.obs_value.replace(".", "").lstrip("-")[:2])) == 2
        and each.exemption == ""
    ]
    dice = random.Random(55)
    caught = named = first = 0
    for figure in dice.sample(targets, 8):
        text = figure.number.obs_value.lstrip("-")
        spots = [i for i, letter in enumerate(text) if letter != "."]
        letters = list(text)
        letters[spots[0]], letters[spots[1]] = letters[spots[1]], letters[spots[0]]
        shift = Fraction("".join(letters)) / Fraction(text)
        ends = [
            end * shift if end is not None else None for end in (figure.hard.low, figure.hard.high)
        ]
        wrong = replace(figure, hard=Interval(*ends), soft=Interval(*ends))
        wrong = replace(wrong, number=replace(wrong.number, obs_value="".join(letters)))
        found = judged(
            [wrong if each is figure else each for each in outcome.figures], inputs, outcome
        )
        caught += bool(found)
        ranked = [[place.key for place in each.places] for one in found for each in one.suspects]
        named += [figure.id] in ranked
        first += ranked[:1] == [[figure.id]]
    assert (caught, named) == (8, 8)
    assert first >= 6


def incoming(package: Path, rows: list[dict[str, str]]) -> Path:
    path = package / "incoming.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def ten_rows(package: Path) -> list[dict[str, str]]:
    """Ten figures of the 55th report as they would arrive: printed, and nothing filled."""
    with (package / "data/observations.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    taken = [row for row in rows if row["id"].endswith(".t5")][:10]
    kept = [row for row in rows if row not in taken]
    with (package / "data/observations.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
    left_out = {"id", "obs_value", "unit_measure", "unit_mult", "decimals", "qualifier", "source"}
    return [{key: value for key, value in row.items() if key not in left_out} for row in taken]


def test_a_release_of_ten_figures_is_accepted(package, outcome):
    path = incoming(package, ten_rows(package))
    before = (package / "data/observations.csv").read_bytes()
    report = gate.validate([str(path)], package=str(package), source="cnnic-55")
    assert report.valid, [each.message for each in report.findings]
    accepted = releases.accept(str(path), package=str(package), source="cnnic-55")
    after = (package / "data/observations.csv").read_bytes()
    assert len(accepted.ids) == 10
    assert after.startswith(before)
    again = gate.validate(package=str(package))
    assert again.valid
    assert again.figures == outcome.report.figures


def test_a_wrong_release_is_refused_and_nothing_is_written(package):
    rows = ten_rows(package)
    wrong = next(row for row in rows if row["measure"] == "level" and "," in row["printed"])
    wrong["printed"] = wrong["printed"].replace("1", "7", 1)
    path = incoming(package, rows)
    before = (package / "data/observations.csv").read_bytes()
    accepted = releases.accept(str(path), package=str(package), source="cnnic-55")
    assert accepted.ids == ()
    assert not accepted.report.valid
    assert (package / "data/observations.csv").read_bytes() == before
    errors = [each for each in accepted.report.findings if each.severity == "error"]
    assert errors[0].place.path == str(path)
    assert errors[0].place.line == rows.index(wrong) + 2
