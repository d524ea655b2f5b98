"""What the others say about a figure, and how far it could move unnoticed."""

from __future__ import annotations

import datetime
import json
import shutil
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest

from cnnic_validate.check.joint.verifiability import explain_figure, least_checked
from cnnic_validate.errors import UnreadableError
from cnnic_validate.model.explanation import Verifiability
from cnnic_validate.model.rule import RuleSet, Waiver
from cnnic_validate.render import EXPLANATION_FORMATS, Style, explanation_text, verifiability_text
from cnnic_validate.render.layout import width_of
from cnnic_validate.workflow import inspection

from .builder import NO_RULES, Book

ROOT = Path(__file__).parents[2]
VALIDATOR = jsonschema.Draft202012Validator(
    json.loads((ROOT / "docs/explanation.schema.json").read_text(encoding="utf-8"))
)


def bounds(low: str, high: str):
    return Decimal(low), Decimal(high)


def sums() -> Book:
    """Urban and rural users and their total, each to 10,000 persons."""
    book = Book()
    book.add("users", "110,833")
    book.add("users", "79,524", breakdown="urban")
    book.add("users", "31,309", breakdown="rural")
    return book


def explained(book: Book, figure: str, rules: RuleSet = NO_RULES):
    return explain_figure(book.check(rules), book.statistics, figure)


def test_a_sum_leaves_a_part_as_much_as_the_others_round():
    explanation = explained(sums(), "f3")
    freedom = explanation.checkability.freedom
    # 110,833 ± 0.5 less 31,309 ± 0.5 is 79,523 to 79,525, and each print is half a unit wide.
    assert list(map(float, freedom.allowed)) == pytest.approx([79_523, 79_525], abs=0.11)
    assert freedom.readings == bounds("79523", "79525")
    assert freedom.fits
    assert freedom.share == pytest.approx(1 / 79_524)
    assert explanation.checkability.is_checked
    assert [(each.rule, each.verdict) for each in explanation.instances] == [
        ("part-whole", "passed"),
        ("partition", "passed"),
    ]


@pytest.mark.parametrize("printed", ["79,523", "79,525"])
def test_a_reading_passes(printed):
    assert verdict_of_total(printed) == "passed"


@pytest.mark.parametrize("printed", ["79,522", "79,526"])
def test_what_is_no_reading_is_noticed(printed):
    assert verdict_of_total(printed) == "failed"


def verdict_of_total(urban: str) -> str:
    book = Book()
    book.add("users", "110,833")
    book.add("users", urban, breakdown="urban")
    book.add("users", "31,309", breakdown="rural")
    return next(each.verdict for each in book.check().instances if each.rule == "partition")


def test_an_unchecked_figure_says_so():
    book = sums()
    alone = book.add("shoppers", "97,443")
    explanation = explained(book, alone)
    checked = explanation.checkability
    assert (checked.is_checked, checked.freedom.allowed, checked.freedom.share) == (
        False,
        (Decimal(0), None),
        None,
    )
    text = explanation_text(explanation, Style())
    assert "  unchecked  no other figure bounds it; " in text
    assert "  unnoticed  at least 0 could stand here without an error\n" in text


def test_a_wrong_figure_is_told_what_the_others_require():
    book = Book()
    book.add("users", "110,833")
    book.add("users", "97,524", breakdown="urban")
    book.add("users", "31,309", breakdown="rural")
    explanation = explained(book, "f3")
    freedom = explanation.checkability.freedom
    assert (freedom.readings, freedom.fits, freedom.share) == (bounds("79523", "79525"), False, 0.0)
    text = explanation_text(explanation, Style())
    assert "  noticed  an error says so; 79,523 to 79,525 could stand here" in text
    assert "partition [failed]" in text


def test_an_exact_figure_between_two_whole_numbers_has_no_reading():
    book = Book()
    book.with_indicator("users", quantum=Fraction(1))
    book.with_indicator("shoppers", quantum=Fraction(1))
    book.add("users", "10", "persons")
    book.add("shoppers", "5", "persons")
    book.add("usage_rate", "55.00", base="2024-12")
    explanation = explained(book, "f3")
    assert explanation.checkability.freedom.readings is None
    assert "no number printed to the same place fits" in explanation_text(explanation, Style())


def test_repeats_bound_each_other_and_are_listed():
    book = Book()
    book.add("users", "110,833")
    again = book.add("users", "11.08亿", "persons", source="press", cites="c55")
    explanation = explained(book, again)
    assert (explanation.release, [each.figure for each in explanation.repeats]) == ("c55", ["f2"])
    assert explanation.checkability.freedom.allowed == bounds("11.083", "11.084")
    assert explanation.checkability.freedom.readings == bounds("11.08", "11.08")
    assert "11.08 could stand here without an error, no other number" in " ".join(
        explanation_text(explanation, Style()).split()
    )
    assert explanation.repeats[0].means == bounds("110832.5", "110833.5")


def test_repeats_that_clash_are_noticed():
    book = Book()
    book.add("users", "110,833")
    wrong = book.add("users", "10.18亿", "persons", source="press", cites="c55")
    assert not explained(book, wrong).checkability.freedom.fits


def test_others_that_contradict_each_other_leave_nothing():
    book = Book()
    book.add("users", "110,833")
    book.add("users", "101,833")
    book.add("users", "110,833")
    explanation = explained(book, "f2")
    assert explanation.checkability.freedom is None
    assert "cannot all be right without it" in explanation_text(explanation, Style())
    assert explained(book, "f3").checkability.freedom.readings == bounds("110832", "110834")
    last = least_checked(book.check(), ["f2", "f3", "f4"])
    assert {each.figure.figure for each in last} == {"f2", "f3", "f4"}
    text = verifiability_text(Verifiability("p", "", last), Style())
    assert "printed 110,833, the other figures cannot all be right; 2 rules" in text
    assert "printed 101,833, noticed; 110,832 to 110,834 could stand here" in text


def test_vintages_come_in_order_of_publication():
    book = Book()
    book.add("users", "110,833", source="c55", at="2023-12")
    book.add("users", "110,833", source="c53", at="2023-12")
    later = book.add("users", "110,833", source="press", at="2023-12")
    explanation = explained(book, later)
    assert [each.release for each in explanation.vintages] == ["c53", "c55"]
    assert [one.figure for each in explanation.vintages for one in each.prints] == ["f3", "f2"]
    assert "  c53\n    f3 (line 3)\n      110,833 " in explanation_text(explanation, Style())


def test_a_waived_rule_leaves_its_figures_free():
    waiver = Waiver("w", (), ("partition",), "why", "me", datetime.date(2026, 1, 1))
    checked = explained(sums(), "f3", RuleSet(waivers=(waiver,))).checkability
    assert not checked.is_checked
    assert checked.freedom.readings == bounds("0", "110834")  # no larger than its whole


def test_the_unseen_come_first_then_the_freest():
    book = sums()
    alone = book.add("shoppers", "97,443")
    coarse = book.add("users", "11.1亿", "persons", source="press", cites="c55")
    ranked = least_checked(book.check(), ["f2", "f3", alone, coarse])
    assert [each.figure.figure for each in ranked] == [alone, "f3", "f2", coarse]


def test_only_the_figures_asked_for_are_ranked():
    assert [each.figure.figure for each in least_checked(sums().check(), ["f4"])] == ["f4"]


def test_an_unknown_figure():
    with pytest.raises(KeyError):
        explained(sums(), "f99")


@pytest.fixture(scope="module")
def shoppers():
    return inspection.explain("cnnic-55.online_shopping_users.2024-12.t5", package=str(ROOT))


def test_the_package(shoppers):
    assert shoppers.quantity.words == "Online shopping users 2024-12"
    assert {each.rule for each in shoppers.instances} >= {"ratio", "growth", "change", "repeat"}
    freedom = shoppers.checkability.freedom
    assert (freedom.readings, freedom.fits) == (bounds("97442", "97444"), True)
    assert "cnnic-55.online_shopping_users.2024-12.figure-series" in {
        each.figure for each in shoppers.repeats
    }


@pytest.mark.parametrize("verbose", [False, True])
def test_text_fits_80_columns(shoppers, verbose):
    lines = explanation_text(shoppers, Style(verbose=verbose)).splitlines()
    assert max(map(width_of, lines)) <= 80
    assert ("cnnic-55.internet_users.2024-12.text" in "".join(lines)) is verbose


def test_json_follows_its_schema(shoppers):
    VALIDATOR.check_schema(VALIDATOR.schema)
    value = json.loads(EXPLANATION_FORMATS["json"](shoppers, Style()))
    VALIDATOR.validate(value)
    assert set(value) == set(VALIDATOR.schema["properties"])
    assert value["rules"][0]["title"]
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(value | {"checked": "yes"})


def test_json_of_every_kind_of_figure_follows_the_schema():
    book = sums()
    alone = book.add("shoppers", "97,443")
    for figure in ("f2", alone):
        value = json.loads(EXPLANATION_FORMATS["json"](explained(book, figure), Style()))
        assert list(VALIDATOR.iter_errors(value)) == []


def test_a_typo_in_an_id_names_the_nearest():
    with pytest.raises(UnreadableError) as caught:
        inspection.explain("cnnic-55.online_shoping_users.2024-12.t5", package=str(ROOT))
    assert "`cnnic-55.online_shopping_users.2024-12.t5`" in caught.value.hint


def test_a_release_is_ranked_and_fits_80_columns():
    ranked = inspection.verifiability(str(ROOT), release="nbs-2024-communique")
    assert ranked.figures
    assert {each.figure.source for each in ranked.figures} == {"nbs-2024-communique"}
    text = verifiability_text(ranked, Style())
    assert max(map(width_of, text.splitlines())) <= 80
    assert f"{len(ranked.figures)} figures of nbs-2024-communique in " in " ".join(text.split())
    assert f"Unchecked, no other figure bounds them: {ranked.unchecked}" in text


def test_a_typo_in_a_release_names_the_nearest():
    with pytest.raises(UnreadableError, match="nbs-2024-comunique") as caught:
        inspection.verifiability(str(ROOT), release="nbs-2024-comunique")
    assert caught.value.hint == "did you mean `nbs-2024-communique`?"


def test_a_figure_with_errors_is_not_called_unknown(tmp_path):
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "datapackage.json", tmp_path)
    table = tmp_path / "data/observations.csv"
    text = table.read_text(encoding="utf-8")
    figure = "cnnic-55.short_video_users.2024-12.t5"
    row = next(line for line in text.splitlines() if line.startswith(f"{figure},"))
    table.write_text(text.replace(row, row.replace("103,953", "odd")), encoding="utf-8")
    with pytest.raises(UnreadableError, match="has errors and is not read"):
        inspection.explain(figure, package=str(tmp_path))


def test_open_ends_in_words():
    book = Book()
    most = book.add("users", "不足110,833万", "persons")
    text = explanation_text(explained(book, most), Style())
    assert "that is 0 to 110,833.5" in text
    change = book.add("users", "100万", "persons", measure="change", ref="2023-12")
    text = explanation_text(explained(book, change), Style())
    assert "any value could stand here without an error\n" in text
