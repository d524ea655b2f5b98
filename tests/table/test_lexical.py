from decimal import Decimal

import pytest

from cnnic_validate.model import lexical


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.50", Decimal("1.5")),
        ("-INF", Decimal("-Infinity")),
        ("1e" + "9" * 30, Decimal("Infinity")),
        ("-1e" + "9" * 30, Decimal("-Infinity")),
        ("1e-" + "9" * 30, Decimal(0)),
        ("0e" + "9" * 30, Decimal(0)),
    ],
)
def test_numbers_are_exact_or_at_the_end_of_the_line(text, expected):
    assert lexical.number(text) == expected


def test_what_is_no_number_is_an_error():
    with pytest.raises(ValueError, match="1_000"):
        lexical.number("1_000")


@pytest.mark.parametrize(
    ("type_name", "texts"),
    [
        ("number", ["-INF", "-1e5", "-1", "0", "0.1", "1e99999", "INF"]),
        ("year", ["-0044", "-0001", "0001", "2024", "12024"]),
        ("yearmonth", ["-0044-12", "0001-01", "2024-09", "2024-10"]),
        ("date", ["0001-12-31", "2024-02-28", "2024-02-29"]),
    ],
)
def test_values_are_in_order(type_name, texts):
    values = [lexical.value(type_name, each) for each in texts]
    assert sorted(values, reverse=True)[::-1] == values
    assert len(set(values)) == len(values)
