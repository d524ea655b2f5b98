"""A series drawn: in characters, as SVG, as PNG."""

from __future__ import annotations

import datetime
import io
import sys
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from matplotlib import font_manager
from PIL import Image

from cnnic_validate.cli import commands
from cnnic_validate.errors import UnreadableError
from cnnic_validate.model.series import lines_of
from cnnic_validate.render.chart import series_chart
from cnnic_validate.render.drawing.svg import FILE_HEAD, FILE_MARGIN, FILE_WIDTH
from cnnic_validate.render.layout import Style, width_of
from cnnic_validate.render.plot import picture_of, plot_svg_file
from cnnic_validate.render.raster import plot_png
from tests.chinese.english import english_in
from tests.series.builder import figure
from tests.series.test_series_command import ROOT
from tests.series.test_series_text import PLAIN, SERIES, series_of

RISING = series_of(
    figure("2", "2020-12", mult=8),
    figure("3", "2021-12", mult=8),
    figure("4", "2022-12", mult=8, exemption="definition_break"),
    figure("6", "2024-12", mult=8),
)

MIXED = series_of(
    figure("14", "2023", indicator="sales"),
    figure("12", "2024-01/2024-10", indicator="sales"),
    figure("15", "2024", indicator="sales", exemption="definition_break"),
)


def run(*arguments, code=0, **options):
    result = CliRunner(**options).invoke(
        commands.group, ["series", "internet_users", *arguments, "--package", ROOT]
    )
    assert "Traceback" not in result.output
    assert result.exit_code == code
    return result


def grid(text):
    return [line.partition("+" if "+" in line else "|")[2] for line in text.splitlines()[2:18]]


def test_values_stand_higher_and_further_right_the_larger_and_later():
    rows = grid(series_chart(RISING, PLAIN, width=44, plain=True))
    stars = sorted(
        (column, row)
        for row, line in enumerate(rows)
        for column in range(len(line))
        if line[column] == "*"
    )
    assert len(stars) == 4
    assert [row for _, row in stars] == sorted((row for _, row in stars), reverse=True)
    # Four years are drawn over 30 columns: the break after two of them is in the middle.
    (broken,) = {line.index(":") for line in rows if ":" in line}
    assert broken == stars[2][0]
    assert (stars[0][0], stars[-1][1]) == (0, 0)


def test_chart_fits_its_width_and_says_what_broke():
    for width in (30, 60, 80, 120):
        for plain in (True, False):
            text = series_chart(SERIES, PLAIN, width=width, plain=plain)
            drawn = text.splitlines()[2:20]
            assert max(width_of(line) for line in drawn) <= max(width, 27)
            assert "2024-06: break: Definition (definition_break)" in text
    assert text.isascii() is False
    assert series_chart(SERIES, PLAIN, plain=True).isascii()


def test_no_line_crosses_a_break():
    dotted = series_chart(RISING, PLAIN, width=80)
    rows = [line[13:] for line in dotted.splitlines()[2:18]]
    column = next(line.index("┊") for line in rows if "┊" in line)
    assert not any("\u2801" <= line[column - 1] <= "\u28ff" for line in rows if len(line) > column)


@pytest.mark.parametrize(
    ("value", "labels"),
    [
        ("0", ["0.5", "0"]),
        ("5", ["6", "4"]),
        ("99.5", ["100", "50"]),
        ("0.02", ["0.025", "0.02"]),
    ],
)
def test_one_value_can_be_drawn(value, labels):
    text = series_chart(series_of(figure(value, indicator="rate")), PLAIN, plain=True)
    assert [line.split()[0] for line in text.splitlines() if " +" in line][:-1] == labels
    assert text.count("*") == 1


def test_colour_of_the_title():
    assert series_chart(SERIES, Style(color=True)).startswith("\x1b[1mUsers")


def test_the_command_draws_in_the_terminals_width():
    text = run("--plot", env={"COLUMNS": "60"}).stdout
    assert "┤" in text
    assert max(width_of(line) for line in text.splitlines()) <= 60
    assert run("--plot", charset="ascii").stdout.isascii()


def words(series, style=PLAIN):
    svg = ET.fromstring(plot_svg_file(series, style))  # noqa: S314 - our own SVG
    return "".join(each.text or "" for each in svg.iter() if not each.tag.endswith("style"))


def test_svg_is_the_same_each_time_and_says_what_it_shows():
    assert plot_svg_file(SERIES, PLAIN) == plot_svg_file(SERIES, PLAIN)
    text = words(SERIES)
    assert "Users" in text
    assert "break: definition_break" in text
    assert "Source: CNNIC, CNSA (cnnic-53, cnnic-55, cnsa-2025)." in text
    assert "million persons" in text


def test_lines_join_periods_of_one_length_and_one_value_of_each():
    first, second, broken, last = RISING.points
    assert lines_of(RISING.points) == [[first, second], [broken, last]]
    two = series_of(
        figure("2", "2020-12", indicator="rate"),
        figure("3", "2021-12", indicator="rate", denominator="2020-12"),
        figure("4", "2021-12", indicator="rate", denominator="2021-12"),
    ).points
    assert lines_of(two) == [[two[0], two[1]], [two[2]]]
    years = MIXED.points
    assert lines_of(years) == [[years[0]], [years[2]], [years[1]]]


def test_periods_of_several_lengths_are_told_apart():
    text = words(MIXED)
    assert "Filled: a year; hollow: periods of another length." in text
    assert "Filled" not in words(RISING)
    assert plot_svg_file(MIXED, PLAIN).count(b'class="other"') == 1
    # Two years with a break between them and ten months: nothing is joined.
    drawn = series_chart(MIXED, PLAIN, width=60)
    assert 3 <= sum("\u2801" <= sign <= "\u28ff" for sign in drawn) <= 3 * 4


def labels(series):
    plot = picture_of(series, PLAIN).plot
    return [each.label for each in plot.times]


def test_the_axis_of_time_names_the_period_that_a_value_stands_at():
    assert labels(RISING) == ["2021", "2022", "2023", "2024"]
    years = series_of(*(figure(str(at), str(at), indicator="sales") for at in (2019, 2020, 2024)))
    assert labels(years) == ["2020", "2021", "2022", "2023", "2024"]
    assert labels(MIXED) == ["2023", "2024-10", "2024"] or labels(MIXED) == ["2023", "2024"]
    assert labels(series_of(figure("5", "2024-06"))) == ["2024-06"]


def test_png():
    for series in (RISING, MIXED, SERIES, series_of(figure("5", "2024-06"))):
        data = plot_png(series, PLAIN)
        assert data.startswith(b"\x89PNG\r\n")
        assert data == plot_png(series, PLAIN)


def test_png_has_its_dots_where_the_svg_has_them():
    image = Image.open(io.BytesIO(plot_png(RISING, PLAIN))).convert("RGB")
    scale = image.width / FILE_WIDTH
    plot = picture_of(RISING, PLAIN).plot
    for mark in plot.marks:
        x = FILE_MARGIN + (FILE_WIDTH - 2 * FILE_MARGIN) * mark.x / 100
        red, _, blue = image.getpixel((round(x * scale), round((FILE_HEAD + mark.y) * scale)))
        assert blue > 150 > red


def test_chinese_needs_a_font(monkeypatch):
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [])
    with pytest.raises(UnreadableError, match="no font with Chinese characters"):
        plot_png(RISING, Style(lang="zh"))


@pytest.mark.filterwarnings("ignore:Glyph")
def test_chinese_with_a_font(monkeypatch):
    entry = font_manager.FontEntry(name="DejaVu Sans", fname="")
    monkeypatch.setattr("cnnic_validate.render.raster._CHINESE", (entry.name,))
    known = replace(RISING, as_of=datetime.date(2025, 1, 17))
    assert plot_png(known, Style(lang="zh"))
    text = words(known, Style(lang="zh"))
    assert "网民规模，截至 2025-01-17 的已知情况" in text
    assert "亿人" in text
    assert "来源：" in text
    assert english_in(text) == set()


def test_the_command_writes_a_file(tmp_path):
    target = tmp_path / "users.svg"
    assert run("--plot", str(target)).output == ""
    assert b"Internet users" in target.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--plot", "users.pdf"), "name a file that ends in .svg or .png"),
        (("--plot", "users.svg", "-o", "x"), "leave -o out"),
        (("--plot", "--format", "csv"), "choose one"),
        (("--plot", "--vintages"), "--plot draws what stands"),
    ],
)
def test_options_that_contradict_each_other(arguments, message):
    assert message in run(*arguments, code=2).stderr


def test_without_matplotlib_the_way_to_get_it_is_told(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "cnnic_validate.render.raster", None)
    result = run("--plot", str(tmp_path / "users.png"), code=3)
    assert "not installed" in result.stderr
    assert 'pip install "cnnic-validate[plot]"' in result.stderr
    assert list(tmp_path.iterdir()) == []
    assert run("--plot", str(tmp_path / "users.svg")).output == ""


def test_the_indicator_may_stand_behind_plot():
    drawn = run("--plot").stdout
    swapped = CliRunner().invoke(
        commands.group, ["series", "--plot", "internet_users", "--package", ROOT]
    )
    assert (swapped.exit_code, swapped.stdout) == (0, drawn)


@pytest.mark.parametrize("arguments", [(), ("--plot",), ("--plot", "users.svg")])
def test_an_indicator_is_needed(arguments):
    result = CliRunner().invoke(commands.group, ["series", *arguments])
    assert result.exit_code == 2
    assert "name an INDICATOR: cnnic series internet_users" in result.stderr
