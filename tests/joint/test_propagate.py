"""Laws of the propagation: what is true is never cut off, what is impossible is refuted."""

from __future__ import annotations

import math
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from cnnic_validate.check.joint.build.network import (
    Constraint,
    Network,
    Variable,
    ratio_form,
    sum_form,
)
from cnnic_validate.check.joint.prove.box import Box, float_ends, initial_box
from cnnic_validate.check.joint.prove.propagate import propagate, trace
from cnnic_validate.check.joint.prove.witness import find_witness
from cnnic_validate.model.interval import ANYTHING, Interval
from cnnic_validate.model.period import Period
from cnnic_validate.model.statistics import Quantity

JUNE = Period(24293, 24293)


def network(intervals: list[Interval], constraints: list[Constraint]) -> Network:
    return Network(
        [
            Variable(Quantity(f"x{i}", "total", JUNE, None, "level", None, None), "r", (), interval)
            for i, interval in enumerate(intervals)
        ],
        constraints,
    )


def refute(net: Network) -> tuple[Box, int | None]:
    box = initial_box(net)
    everything = range(len(net.constraints))
    return box, propagate(net, box, everything, net.neighbours(everything))


def around(value: Fraction, half: Fraction) -> Interval:
    return Interval(value - half, value + half)


def adds_up(*variables: int) -> Constraint:
    form = sum_form((-1, *(1,) * (len(variables) - 1)), Fraction(0), Fraction(0))
    return Constraint("partition", "parts add up", "error", form, variables)


def percent(top: int, share: int, base: int) -> Constraint:
    return Constraint(
        "ratio", "share", "error", ratio_form(0, Fraction(1, 100)), (top, share, base)
    )


values = st.fractions(min_value=Fraction(1, 10), max_value=10**12, max_denominator=1000)
halves = st.fractions(min_value=0, max_value=10**6, max_denominator=1000)


@given(values, halves)
def test_float_ends_enclose_the_exact_interval(value, half):
    low, high = float_ends(around(value, half))
    assert Fraction(low) <= value - half
    assert value + half <= Fraction(high)


@given(st.lists(values, min_size=2, max_size=40), halves, st.data())
def test_true_values_of_a_sum_are_never_cut_off(parts, half, data):
    shifts = [
        data.draw(st.fractions(-1, 1, max_denominator=100)) * half for _ in range(len(parts) + 1)
    ]
    truth = [sum(parts, Fraction(0)), *parts]
    printed = [around(value + shift, half) for value, shift in zip(truth, shifts, strict=True)]
    box, event = refute(network(printed, [adds_up(*range(len(truth)))]))
    assert event is None
    assert all(Fraction(box.low[i]) <= v <= Fraction(box.high[i]) for i, v in enumerate(truth))


@given(values, values, halves, st.integers(0, 3))
def test_true_values_of_a_ratio_are_never_cut_off(top, base, half, places):
    share = 100 * top / base
    step = Fraction(1, 10**places)
    printed_share = Fraction(round(share / step)) * step
    intervals = [around(top, half), around(printed_share, step / 2), around(base, half)]
    net = network(intervals, [percent(0, 1, 2)])
    box, event = refute(net)
    assert event is None
    truth = (top, share, base)
    assert all(Fraction(box.low[i]) <= v <= Fraction(box.high[i]) for i, v in enumerate(truth))
    assert find_witness(net, box, [0], net.neighbours([0])).found


@given(st.lists(st.integers(1, 10**9), min_size=2, max_size=32), st.integers(1, 10**6))
def test_exact_counts_that_miss_the_total_by_one_are_refuted(parts, error):
    points = [around(Fraction(value), Fraction(0)) for value in (sum(parts) + error, *parts)]
    net = network(points, [adds_up(*range(len(points)))])
    box, event = refute(net)
    assert event is not None
    assert trace(net, box, event) == {0}


def test_open_ends_stay_open_and_bound_nothing():
    net = network([around(Fraction(10), Fraction(0)), ANYTHING, ANYTHING], [adds_up(0, 1, 2)])
    box, event = refute(net)
    assert event is None
    assert math.isinf(box.low[1])
    assert math.isinf(box.high[2])


def test_one_open_part_follows_from_the_others():
    ten, three = around(Fraction(10), Fraction(0)), around(Fraction(3), Fraction(0))
    box, _ = refute(network([ten, three, ANYTHING], [adds_up(0, 1, 2)]))
    assert box.low[2] <= 7 <= box.high[2]
    assert box.high[2] - box.low[2] < 1e-12


def test_three_figures_clash_though_no_two_do():
    # 15.58 million users by penetration, 15.65 by car-hailing: only an unprinted number joins them.
    intervals = [
        ANYTHING,
        around(Fraction("52.5"), Fraction("0.05")),
        around(Fraction(296970000), Fraction(5000)),
        around(Fraction(38490000), Fraction(5000)),
        around(Fraction("24.6"), Fraction("0.05")),
    ]
    net = network(intervals, [percent(0, 1, 2), percent(3, 4, 0)])
    _, event = refute(net)
    assert event is not None
    for alone in (0, 1):
        box = initial_box(net)
        assert propagate(net, box, [alone], net.neighbours([alone])) is None


@settings(max_examples=50)
@given(st.data())
def test_honest_random_tables_never_alarm_and_have_a_witness(data):
    rows = data.draw(st.integers(1, 4))
    columns = data.draw(st.integers(1, 4))
    cells = [[data.draw(st.integers(0, 10**6)) for _ in range(columns)] for _ in range(rows)]
    unit = 10 ** data.draw(st.integers(0, 3))
    truth = [cell for row in cells for cell in row]
    truth += [sum(row) for row in cells]
    truth += [sum(row[j] for row in cells) for j in range(columns)]
    printed = [around(Fraction(round(v / unit) * unit), Fraction(unit, 2)) for v in truth]
    first_row_sum = rows * columns
    constraints = [
        adds_up(first_row_sum + i, *range(i * columns, (i + 1) * columns)) for i in range(rows)
    ] + [
        adds_up(first_row_sum + rows + j, *range(j, rows * columns, columns))
        for j in range(columns)
    ]
    net = network(printed, constraints)
    box, event = refute(net)
    assert event is None
    assert all(Fraction(box.low[i]) <= v <= Fraction(box.high[i]) for i, v in enumerate(truth))
