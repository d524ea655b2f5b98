"""What headings and labels say: measure, period, unit, base, and what is left to decide."""

import pytest

from cnnic_validate.grid.delimited import text_grid
from cnnic_validate.grid.layout import laid_out
from cnnic_validate.grid.transcript import Transcript
from cnnic_validate.mapping.lines import entries
from cnnic_validate.mapping.periods import period_in
from cnnic_validate.table import Record

UNITS = {"万", "亿元", "million", "percent"}


def values(text):
    grid = text_grid(text, "t", "|")
    rows = Transcript(grid, laid_out(grid), "s").rows()
    records = [Record(row, at, at) for at, row in enumerate(rows, start=2)]
    return list(entries(records, "CNNIC", UNITS.__contains__))


def test_a_wide_table():
    users, rate, growth = values(
        "表5 2026.6 应用||\n应用|2026.6|2026.6|2026.6\n"
        "|用户规模(万)|网民使用率|同比增长率\n即时通信|109|96.5%|1.5%\n"
    )
    assert {str(each.period) for each in (users, rate, growth)} == {"2026-06"}
    assert [each.measure for each in (users, rate, growth)] == ["level", "level", "growth"]
    assert [each.line.is_share for each in (users, rate, growth)] == [False, True, False]
    assert users.line.unit == "万"
    assert (users.line.label, users.line.heading) == ("即时通信", "用户规模")
    assert "2026" not in users.line.context
    assert users.place == "line 4, column 2"


def test_a_long_table_says_what_its_columns_hold():
    (one, two) = values(
        "indicator|breakdown|measure|base|period|value|unit\n"
        "Internet users|rural|share|all internet users|2025-12|27.9|percent\n"
        "Internet users|total|change_pp|vs 2024-12|2025-12|1.9|percent\n"
    )
    assert (one.line.breakdown, one.line.base, one.line.unit) == (
        *("rural", "internet users"),
        "percent",
    )
    assert (one.measure, one.line.is_share, one.reference) == ("level", True, None)
    assert (two.measure, two.line.is_share, str(two.reference)) == ("change", True, "2024-12")


def test_the_unit_of_the_whole_table():
    assert values("单位：亿元|\n指标|2025年12月\n零售额|5.1\n")[0].line.unit == "亿元"


@pytest.mark.parametrize(
    ("text", "period", "rest"),
    [
        ("2025-12", "2025-12", ""),
        ("2025年12月", "2025-12", ""),
        ("2025.6 用户规模", "2025-06", "用户规模"),
        ("2025年", "2025", ""),
        ("2025年第三季度", "2025-Q3", ""),
        ("Q3 2025", "2025-Q3", ""),
        ("2025年上半年", "2025-S1", ""),
        ("2025M10", "2025-10", ""),
        ("1000Mbps", "None", "1000Mbps"),
        ("20-29岁", "None", "20-29岁"),
    ],
)
def test_periods_as_people_write_them(text, period, rest):
    found, left = period_in(text)
    assert (str(found), left.strip()) == (period, rest)
