"""Exemptions and the page that lists them: each covers what would fail, or is listed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import series_breaks
from cnnic_validate.model.interval import ANYTHING

ROOT = Path(__file__).resolve().parents[2]
# Exemptions without which nothing fails by itself: what the source says, or what needs arithmetic
# that the joint check leaves undone. Each is proved or explained in a test below.
TELLING = {
    # NBS says "comparable"; the levels of 2022 are not in the sources.
    "nbs-2024-01-17.online_retail_sales.2023.growth.copy-at-zzndh-com",
    "nbs-2024-01-17.online_retail_sales.2023.online_physical_goods.growth.copy-at-zzndh-com",
    # Without it the check stays undecided.
    "nbs-2025-01-17.urbanization_rate.2024-12.change.copy-at-sdhenghua-com",
    # The earlier rate and users are printed by nobody: see the sum below.
    "cnnic-25.search_engine_usage_rate.2009-12.change.copy-at-www-marbridgeconsulting-com",
    # The same; tests/joint/test_cases_proof.py has the case.
    "cnnic-32.instant_messaging_usage_rate.2013-06.change.copy-at-cn-chinagate-cn",
}


@pytest.fixture(scope="module")
def series():
    return series_breaks.read_series(ROOT)


@pytest.fixture
def package(tmp_path, monkeypatch, series) -> Path:
    """Give a folder whose data are those of the package: reading them again takes its time."""
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr(series_breaks, "read_series", {tmp_path: series}.__getitem__)
    return tmp_path


def test_the_page_is_what_the_script_makes(series):
    assert series_breaks.page(series) == (ROOT / series_breaks.OUTPUT).read_text("utf-8")


def test_check_notices_a_change_and_writes_nothing(package, capsys):
    path = package / series_breaks.OUTPUT
    path.write_text("old\n", encoding="utf-8")
    assert series_breaks.main(["--root", str(package), "--check"]) == 1
    assert "differs" in capsys.readouterr().out
    assert path.read_text("utf-8") == "old\n"
    assert series_breaks.main(["--root", str(package)]) == 0
    assert path.read_bytes() == (ROOT / series_breaks.OUTPUT).read_bytes()
    assert series_breaks.main(["--root", str(package), "--check"]) == 0
    assert "unchanged" in capsys.readouterr().out


def test_a_basis_lifts_what_would_fail_or_is_known_to_tell_only(series):
    """Plain arithmetic leaves no value that the print allows."""
    idle = {
        each.figure.id
        for each in series.broken
        if not each.needed.intersect(each.figure.hard).is_empty
    }
    assert idle == TELLING


def test_the_page_has_a_row_for_each_figure_with_a_basis_or_status_b(series):
    text = series_breaks.page(series)
    rows = [line for line in text.splitlines() if line.startswith("| ") and "](" not in line]
    exemptions = len(series.statistics.exemptions)
    breaks = len({each.quantity for each in series.figures if each.obs_status == "B"})
    heads = 1 + exemptions + 1
    assert len(rows) == heads + exemptions + 1 + len(series.broken) + breaks
    for code, exemption in series.statistics.exemptions.items():
        assert f"## {exemption.title}: `{code}`" in text


def test_what_a_break_would_have_been_is_in_its_row(series):
    text = series_breaks.page(series)
    row = next(line for line in text.splitlines() if "Online video users 2020-03 on" in line)
    assert "1.26億" in row
    assert "| 2.37 to 2.39 | 8.50億 (2020-03); 6.12亿 (2018-12) |" in row
    row = next(line for line in text.splitlines() if line.startswith("| Internet users 2007-12"))
    assert "2.1亿 | 162 million (2007-06)" in row


def test_what_has_no_other_term_is_said_so(series):
    each = next(one for one in series.broken if one.together == ANYTHING and not one.identities)
    assert series_breaks._needed(each) == "nothing to compare with: a term is not printed"


def test_each_identity_of_several_is_named(series):
    each = next(one for one in series.broken if one.figure.exemption == "census_revision")
    needed = series_breaks._needed(each).split("; ")
    assert needed[0] == "growth: 487,761 to 488,233.6"
    assert needed[-1] == "revision: 487,894.5 to 487,895.5"


def test_where_only_all_rules_together_tell_they_are_named(series):
    each = next(one for one in series.broken if one.figure.exemption == "rounded_terms")
    assert series_breaks._needed(each).startswith("0.83 to 0.85; all rules together: 0.83")
    assert series_breaks._needed(each).endswith("; meets the print")


def test_the_search_rate_cannot_have_risen_as_printed(series):
    """Users +38.6 %, internet users +28.9 %, 73.3 % now: the most that the rate can have risen."""
    half = Fraction(1, 20)
    of = {
        (each.quantity.indicator, each.quantity.measure): each.number.value
        for each in series.figures
        if each.source == "cnnic-25"
        and str(each.quantity.time_period) == "2009-12"
        and each.quantity.breakdown == "total"
    }
    now = of["search_engine_usage_rate", "level"] + half
    users = 100 + of["search_engine_users", "growth"] + half
    everybody = 100 + of["internet_users", "growth"] - half
    most = now * (1 - everybody / users)
    assert most < of["search_engine_usage_rate", "change"] - half
