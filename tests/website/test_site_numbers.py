"""Every number of a page is one of the bundle: value, interval, print, id; charts are to scale."""

from __future__ import annotations

import os
import re

import pytest

from cnnic_validate.model.site import file_name
from tests.website.pages import classes, inside, name, number, page, table, text

LANGUAGES = ("en", "zh")
# CNNIC_ALL_PAGES=1 reads every page; else each so manieth, and the largest.
ALL = bool(os.environ.get("CNNIC_ALL_PAGES"))
STEP = 1 if ALL else 13
OPEN = {"en": re.compile(r"(\S+) or (more|less)"), "zh": re.compile(r"(\S+?) ?(及以上|及以下)")}


@pytest.fixture(scope="session")
def bundle(flagship):
    """Give what each figure's row says, and what it means in full scale."""
    files = next((flagship / "v").iterdir()) / "files"
    prints = {each["id"]: each for each in table(files / "data/observations.csv")}
    means = {each["figure_id"]: each for each in table(files / "series.csv")}
    for each in (flagship / "v").glob("*/data/*.vintages.csv"):
        means |= {row["figure_id"]: row for row in table(each)}
    return prints, means


def pages(flagship, language, folder):
    found = sorted((flagship / "latest" / language / folder).glob("*.html"))
    largest = max(found, key=lambda each: each.stat().st_size)
    return dict.fromkeys([largest, *found[::STEP]])


def power_of(row, parents):
    while row is not None and row.get("data-power") is None:
        row = parents.get(row)
    return int(row.get("data-power")) if row is not None else 0


def assert_interval(shown, row, power, language):
    ends = [row["low"], row["high"]]
    if found := OPEN[language].fullmatch(shown):
        at = 0 if found[2] in {"more", "及以上"} else 1
        assert number(found[1], power) == number(ends[at])
        assert ends[1 - at] == ""
    elif "–" in shown:
        assert [number(each, power) for each in shown.split(" – ")] == [number(e) for e in ends]
    else:
        assert shown in {"exact", "精确"}
        assert ends[0] == ends[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_of_an_indicator_is_in_the_bundle(flagship, bundle, language):
    prints, means = bundle
    checked = 0
    for path in pages(flagship, language, "indicators"):
        tree = page(path)
        parents = {child: parent for parent in tree.iter() for child in parent}
        for row in inside(tree, "tr"):
            figure = row.get("id")
            if figure is None:
                continue
            told = prints[figure]
            for shown in inside(row, "span"):  # growth that the cell shows as it is printed
                if shown.get("id"):
                    digits = text(shown).rstrip("%个百分点 p")
                    assert number(digits) == number(prints[shown.get("id")]["obs_value"])
                    checked += 1
            (quoted,) = inside(row, "q")
            assert text(quoted) == told["printed"]
            body = parents[row]
            kind = classes(parents[body])
            cells = [text(each) for each in row if name(each) in {"th", "td"}]
            if "printed" in kind:  # growth and changes
                assert cells[0] == told["time_period"]
                assert cells[1] == told["reference_period"]
                checked += 1
                continue
            mean, power = means[figure], power_of(row, parents)
            if "values" in kind:
                cells = [
                    text(each)
                    for each in row
                    if name(each) in {"th", "td"} and "of" not in classes(each)
                ]
                assert_interval(cells[2], mean, power, language)
                assert number(cells[1], power) == number(mean["value"])
            elif "short" in kind:
                assert_interval(cells[2], mean, power, language)
                assert number(cells[1], power) == number(mean["value"])
            else:
                assert "flat" in kind
                assert number(cells[2], power) == number(mean["value"])
                cells[0] = cells[1]
            assert cells[0].split(" /")[0] == mean["time_period"]
            checked += 1
    assert checked > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headline_is_the_newest_value(flagship, bundle, language):
    _, means = bundle
    checked = 0
    for path in pages(flagship, language, "indicators"):
        for top in inside(page(path), "div"):
            if "headline" not in classes(top):
                continue
            mean = means[top.get("data-figure")]
            value = text(next(iter(inside(top, "strong"))))
            assert number(value, int(top.get("data-power"))) == number(mean["value"])
            own = [
                each
                for each in means.values()
                if (each["indicator"], each["breakdown"]) == (mean["indicator"], mean["breakdown"])
            ]
            assert mean["time_period"][:4] == max(each["time_period"][-7:][:4] for each in own) or (
                mean["time_period"][-7:] == max(each["time_period"][-7:] for each in own)
            )
            checked += 1
    assert checked


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_has_every_figure_of_its_document_as_printed(flagship, bundle, language):
    prints, _ = bundle
    for path in pages(flagship, language, "reports"):
        own = {key: each for key, each in prints.items() if file_name(each["source"]) == path.stem}
        rows = {row.get("id"): row for row in inside(page(path), "tr") if row.get("id")}
        assert rows.keys() == own.keys()
        for key, row in rows.items():
            (quoted,) = inside(row, "q")
            assert text(quoted) == own[key]["printed"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_are_to_scale_and_cross_no_break(flagship, bundle, language):
    """Read the values back from where the dots stand between the labels of the axis."""
    _, means = bundle
    checked = 0
    for path in pages(flagship, language, "indicators"):
        for chart in inside(page(path), "svg"):
            if not {"plot", "linear"} <= classes(chart):
                continue
            code = path.stem
            points = [
                each
                for each in means.values()
                if file_name(each["indicator"]) == code and each["breakdown"] == "total"
            ]
            checked += assert_to_scale(chart, points, page(path))
    assert checked > 50


def assert_to_scale(chart, points, tree):
    (headline,) = (e for e in inside(tree, "div") if "headline" in classes(e))
    power = int(headline.get("data-power"))
    (grid,) = (each for each in inside(chart, "g") if "grid" in classes(each))
    labels = inside(grid, "text")
    marks = [
        (float(label.get("y")) + 5, number(text(label), power))
        for label in labels
        if label.get("x") == "0"
    ]
    (low_y, low), (high_y, high) = marks[0], marks[-1]
    (dots,) = (each for each in inside(chart, "g") if "dots" in classes(each))
    values = {}
    for dot in inside(dots, "circle"):
        y = float(dot.get("cy"))
        read = float(low) + (low_y - y) / (low_y - high_y) * float(high - low)
        period = text(dot).partition(":")[0]
        shown = number(text(dot).partition(": ")[2].split(" (")[0], power)
        # A tenth of a pixel of rounding, at both ends.
        assert abs(read - float(shown)) <= float(high - low) / (low_y - high_y) * 0.11
        assert any(
            each["time_period"] == period and number(each["value"]) == shown for each in points
        )
        values[float(dot.get("cx").rstrip("%"))] = period
    breaks = [
        float(line.get("x1").rstrip("%"))
        for group in inside(chart, "g")
        if "break" in classes(group)
        for line in inside(group, "line")
    ]
    for curve in inside(chart, "path"):
        if "curve" not in classes(curve):
            continue
        for run in curve.get("d").strip("M").split("M"):
            xs = [round(float(each.split()[0]) / 10, 2) for each in run.split("L")]
            assert not any(xs[0] < at < xs[-1] for at in breaks)
            joined = [values[x] for x in xs]
            assert len({len(each) for each in joined}) == 1, "periods of several lengths"
    return len(values)


def test_shades_hold_their_intervals(flagship):
    """The shade of the coarsest value reaches from the low to the high end of its interval."""
    tree = page(flagship / "latest/en/indicators/internet_users.html")
    (chart,) = (e for e in inside(tree, "svg") if {"plot", "linear"} <= classes(e))
    (grid,) = (each for each in inside(chart, "g") if "grid" in classes(each))
    marks = [
        (float(each.get("y")) + 5, number(text(each), 6))
        for each in inside(grid, "text")
        if each.get("x") == "0"
    ]
    (low_y, low), (high_y, high) = marks[0], marks[-1]
    scale = float(high - low) / (low_y - high_y)
    (band,) = (each for each in inside(chart, "path") if "band" in classes(each))
    (dots,) = (each for each in inside(chart, "g") if "dots" in classes(each))
    by_x = {
        float(e.get("cx").rstrip("%")): text(e).partition(":")[0] for e in inside(dots, "circle")
    }
    standing = {
        each["time_period"]: each
        for each in table(next((flagship / "v").iterdir()) / "files/series.csv")
        if (each["indicator"], each["breakdown"]) == ("internet_users", "total")
    }
    checked = 0
    for run in band.get("d").strip("M").split("M"):
        places = [tuple(map(float, each.split())) for each in run.strip("Z").split("L")]
        ups, downs = places[: len(places) // 2], places[len(places) // 2 :][::-1]
        for (x, top), (_, bottom) in zip(ups, downs, strict=True):
            mean = standing[by_x[round(x / 10, 2)]]
            for y, end in ((top, mean["high"]), (bottom, mean["low"])):
                assert abs(float(low) + (low_y - y) * scale - float(end)) <= scale * 0.11
            checked += 1
    assert checked > 20
