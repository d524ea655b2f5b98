"""How the joint check grows: the package's figures, copied under other names, some of them spoilt.

python benchmarks/scale.py --copies 10 --spoilt 0.02
"""

from __future__ import annotations

import argparse
import datetime
import gc
import random
import resource
import time
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from cnnic_validate.check.joint.engine import Question, check_joint
from cnnic_validate.check.package import check_package
from cnnic_validate.cli import OBJECTS_BETWEEN_COLLECTIONS
from cnnic_validate.figures import parse
from cnnic_validate.model.interval import Interval
from cnnic_validate.model.rule import RuleSet
from cnnic_validate.model.statistics import Figure, Statistics
from cnnic_validate.workflow.loading import load_inputs


def copied(statistics: Statistics, copies: int) -> Statistics:
    """Give the definitions with every indicator and every source in so many copies."""
    indicators = {}
    for number in range(copies):
        for code, each in statistics.indicators.items():
            indicators[f"{code}__{number}"] = replace(
                each,
                code=f"{code}__{number}",
                numerator=_named(each.numerator, number),
                denominator=_named(each.denominator, number),
            )
    partitions = {
        key: replace(
            each,
            indicators=tuple(f"{code}__{n}" for code in each.indicators for n in range(copies)),
        )
        for key, each in statistics.partitions.items()
    }
    sources = {
        f"{key}__{n}": replace(each, id=f"{key}__{n}", edition_of=_named(each.edition_of, n))
        for key, each in statistics.sources.items()
        for n in range(copies)
    }
    return replace(statistics, indicators=indicators, partitions=partitions, sources=sources)


def _named(code: str, number: int) -> str:
    return code and f"{code}__{number}"


def multiplied(figures: Sequence[Figure], copies: int, spoilt: float) -> list[Figure]:
    """Give the figures in so many copies, a share of them with a first digit changed."""
    dice = random.Random(1)
    out = []
    for number in range(copies):
        for each in figures:
            quantity = each.quantity._replace(indicator=f"{each.quantity.indicator}__{number}")
            figure = replace(
                each,
                id=f"{each.id}__{number}",
                quantity=quantity,
                source=_named(each.source, number),
                cites=_named(each.cites, number),
            )
            out.append(wrong(figure) if dice.random() < spoilt else figure)
    return out


def wrong(figure: Figure) -> Figure:
    """Make a figure half as large again."""
    ends = [
        None if end is None else end * Fraction(3, 2) for end in (figure.hard.low, figure.hard.high)
    ]
    return replace(figure, hard=Interval(*ends), soft=Interval(*ends))


def parse_all(figures: Sequence[Figure], statistics: Statistics) -> float:
    """Time the parser on every printed text."""
    rows = [
        (
            figure.printed,
            figure.printed_unit,
            figure.quantity.measure,
            statistics.indicators[figure.quantity.indicator].kind,
        )
        for figure in figures
    ]
    inputs = load_inputs(".")
    started = time.process_time()
    for printed, unit, measure, kind in rows:
        parse(printed, unit, measure=measure, kind=kind, lexicon=inputs.lexicon)
    return time.process_time() - started


def main() -> None:
    """Time the parser and the check at a size, beside one copy."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--copies", type=int, default=10)
    parser.add_argument("--spoilt", type=float, default=0.0)
    options = parser.parse_args()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, 50, 50)  # as the commands do
    outcome = check_package(load_inputs("."))
    seconds = []
    for copies in (1, options.copies):
        statistics = copied(outcome.statistics, copies)
        figures = multiplied(outcome.figures, copies, options.spoilt)
        parsing = parse_all(figures, statistics)
        started = time.process_time()
        result = check_joint(Question(figures, statistics, RuleSet(), datetime.date(2025, 3, 1)))
        seconds.append(time.process_time() - started)
        errors = sum(each.severity == "error" for each in result.findings)
        print(
            f"{len(figures):8,} figures: parsed in {parsing:.2f} s, checked in {seconds[-1]:.2f} s"
            f" ({seconds[-1] / parsing:.1f} times parsing), {errors:,} errors located"
        )
    print(f"ratio of times {seconds[1] / seconds[0]:.1f} for {options.copies} times the figures")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:,.0f} MiB")


if __name__ == "__main__":
    main()
