"""What a spreadsheet displays, against what Excel and LibreOffice show for the same cells."""

import datetime

import pytest

from cnnic_validate.grid.number_format import NotDisplayedError, NumberMarks, date_text, number_text

# The width of a column that nobody changed.
WIDTH = 8.43
SHOWN = [
    (1234.5, "General", "1234.5"),
    (110833, "General", "110833"),
    (412.59999999999997, "General", "412.6"),
    (110833, "#,##0", "110,833"),
    (88, "0.00", "88.00"),
    (0.786, "0.0%", "78.6%"),
    (12.5, '0.0"%"', "12.5%"),
    (-0.0004, "0.00", "0.00"),
    (1.005, "0.00", "1.01"),
    (0.5, "0", "1"),
    (-1234.5, "#,##0.0_);(#,##0.0)", "(1,234.5)"),
    (-7, "0;0", "7"),
    (-5, "[Red]0", "-5"),
    (1234567, "#,##0,", "1,235"),
    (1234567, '0.0,,"M"', "1.2M"),
    (0, '0;-0;"–"', "–"),
    (1e11, "0.00E+00", "1.00E+11"),
    (5, "000", "005"),
    (2.5, '0"万"', "3万"),
    (3, "#.##", "3."),
    (0.5, "#,##0.0", "0.5"),
    (1.5, "[$$-409]#,##0.00", "$1.50"),
    (1234, '_(* #,##0_);_(* (#,##0);_(* "-"??_);_(@_)', "1,234"),
    (5, ";;;", ""),
]
REFUSED = [
    (0.5, "# ?/?"),
    (1, "[DBNum1]0"),
    (5, "[>3]0;0.0"),
    (1234567, "# ##0"),
    (123456789012, "General"),
    (0.000012, "General"),
    (1.23456789, "General"),
    (5, "0.0@"),
    (5, "00.0E+0"),
]
DAYS = [
    ("yyyy-mm-dd", "2024-12-01"),
    ("yyyy/m", "2024/12"),
    ('yyyy"年"m"月"', "2024年12月"),
    ("[$-409]mmm\\ yyyy;@", "Dec 2024"),
    ("mmm-yy", "Dec-24"),
]
DAYS_REFUSED = ["mm-dd-yy", "m/d/yyyy", "[$-F800]dddd, mmmm dd, yyyy", "h:mm", "yyyyy"]


@pytest.mark.parametrize(("value", "code", "text"), SHOWN)
def test_a_number_is_what_is_displayed(value, code, text):
    assert number_text(value, code, WIDTH) == text


@pytest.mark.parametrize(("value", "code"), REFUSED)
def test_a_format_that_is_not_understood_is_refused(value, code):
    with pytest.raises(NotDisplayedError):
        number_text(value, code, WIDTH)


def test_the_width_of_the_column_decides_only_where_it_is_too_narrow():
    assert number_text(1.23456789, "General", 12) == "1.23456789"


@pytest.mark.parametrize(("code", "text"), DAYS)
def test_a_day_is_what_is_displayed(code, text):
    assert date_text(datetime.date(2024, 12, 1), code) == text


@pytest.mark.parametrize("code", DAYS_REFUSED)
def test_a_day_that_looks_different_elsewhere_is_refused(code):
    with pytest.raises(NotDisplayedError):
        date_text(datetime.date(2024, 12, 1), code)


@pytest.mark.parametrize(
    ("marks", "code", "text"),
    [
        (NumberMarks(",", "."), "#,##0.00", "1.234.567,50"),
        (NumberMarks(",", "\u00a0"), "#,##0.0", "1\u00a0234\u00a0567,5"),
        (NumberMarks(",", "."), "General", "1234567,5"),
        (NumberMarks(".", ",", "indian"), "#,##0.0", "12,34,567.5"),
        (NumberMarks(".", ",", "4"), "#,##0.0", "123,4567.5"),
        (NumberMarks(",", ""), "#,##0.0", "1234567,5"),
        (NumberMarks(",", "."), "0.00E+00", "1,23E+06"),
    ],
)
def test_a_number_is_written_with_the_marks_of_its_source(marks, code, text):
    assert number_text(1234567.5, code, 20, marks) == text
