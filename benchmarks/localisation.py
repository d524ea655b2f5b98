"""How often the wrong cell, and the text that was meant, are named first.

Injects each kind of slip into every figure of the 55th report's applications table (or, with
`--whole`, of the whole release), one at a time, and judges what comes out. The injector below is
written for this purpose and shares no code with the suggester.

    python benchmarks/localisation.py --seed 1
"""

from __future__ import annotations

import argparse
import datetime
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from cnnic_validate.check.joint.engine import JointResult, Question, check_joint
from cnnic_validate.check.observations import read_figures
from cnnic_validate.check.package import check_package
from cnnic_validate.model.clash import Slip
from cnnic_validate.model.finding import Finding
from cnnic_validate.model.rule import RuleSet
from cnnic_validate.model.statistics import Figure, Statistics
from cnnic_validate.table import Record, records
from cnnic_validate.workflow.loading import load_inputs

RELEASE = "cnnic-55"


def digit_spots(text: str) -> list[int]:
    """Give where the digits stand."""
    return [spot for spot, character in enumerate(text) if character in "0123456789"]


def transposed(text: str, dice: random.Random) -> str | None:
    """Exchange two digits next to each other."""
    spots = digit_spots(text)
    pairs = [(a, b) for a, b in pairwise(spots) if text[a] != text[b]]
    if not pairs:
        return None
    a, b = dice.choice(pairs)
    letters = list(text)
    letters[a], letters[b] = letters[b], letters[a]
    return "".join(letters)


def substituted(text: str, dice: random.Random) -> str | None:
    """Replace one digit."""
    spot = dice.choice(digit_spots(text))
    other = dice.choice([digit for digit in "0123456789" if digit != text[spot]])
    return text[:spot] + other + text[spot + 1 :]


def dropped(text: str, dice: random.Random) -> str | None:
    """Leave one digit out."""
    spots = digit_spots(text)
    if len(spots) < 2:
        return None
    spot = dice.choice(spots)
    return text[:spot] + text[spot + 1 :]


def doubled(text: str, dice: random.Random) -> str | None:
    """Type one digit twice."""
    spot = dice.choice(digit_spots(text))
    return text[:spot] + text[spot] + text[spot:]


def shifted(text: str, dice: random.Random) -> str | None:
    """Move the decimal point by one place."""
    found = re.search(r"([0-9,]+)\.([0-9]+)", text)
    if found is None:
        return None
    whole, rest = found[1].replace(",", ""), found[2]
    right, left = f"{whole}{rest[0]}.{rest[1:]}", f"{whole[:-1]}.{whole[-1]}{rest}"
    moved = (right if dice.random() < 0.5 else left).removesuffix(".")
    if moved.startswith("."):
        moved = "0" + moved
    return text[: found.start()] + moved + text[found.end() :]


def signed(text: str, dice: random.Random) -> str | None:
    """Add or drop the sign."""
    del dice
    return text[1:] if text.startswith("-") else f"-{text}"


SLIPS: dict[str, Callable[[str, random.Random], str | None]] = {
    "transposition": transposed,
    "substitution": substituted,
    "dropped digit": dropped,
    "doubled digit": doubled,
    "decimal shift": shifted,
    "sign": signed,
}


@dataclass(frozen=True, slots=True)
class Bench:
    """Figures to judge among, and what is needed to read a text anew."""

    figures: tuple[Figure, ...]
    rows: dict[str, Record]
    statistics: Statistics
    rules: RuleSet
    lexicon: object
    path: str

    def with_text(self, wrong: dict[str, str]) -> tuple[Figure, ...] | None:
        """Give the figures with some texts replaced; None where a text cannot be read at all."""
        out = []
        for figure in self.figures:
            text = wrong.get(figure.id)
            if text is None:
                out.append(figure)
                continue
            row = self.rows[figure.id]
            values = {**row.values, "printed": text}
            for column in ("obs_value", "unit_mult", "decimals", "qualifier"):
                values[column] = ""
            read = read_figures(
                [Record(values, row.line, row.row)], self.path, self.statistics, self.lexicon
            ).figures
            if not read:
                return None
            out.extend(read)
        return tuple(out)

    def check(self, figures: Sequence[Figure]) -> JointResult:
        """Check the figures jointly."""
        return check_joint(
            Question(figures, self.statistics, self.rules, datetime.date(2025, 3, 1))
        )


def load(*, whole: bool) -> tuple[Bench, list[Figure]]:
    """Give the figures to judge among, and the cells to spoil."""
    inputs = load_inputs(".")
    outcome = check_package(inputs)
    targets = [
        figure
        for figure in outcome.figures
        if figure.source == RELEASE and (whole or figure.locator == "table 5")
    ]
    kept = outcome.figures
    if not whole:
        names = {figure.quantity.indicator for figure in targets} | {"internet_users"}
        kept = tuple(figure for figure in kept if figure.quantity.indicator in names)
    table = inputs.tables["observations"]
    rows = {record["id"]: record for record in records(table)}
    bench = Bench(kept, rows, outcome.statistics, inputs.rules, inputs.lexicon, table.path)
    return bench, targets


def copied(bench: Bench, target: Figure) -> str | None:
    """Give the text of the other period's cell."""
    for other in bench.figures:
        quantity = other.quantity
        if (
            other.source == target.source
            and other.locator == target.locator
            and quantity.indicator == target.quantity.indicator
            and quantity.measure == target.quantity.measure
            and quantity.time_period < target.quantity.time_period
        ):
            return other.printed
    return None


def swaps(targets: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Give pairs of cells next to each other in a column."""
    columns = defaultdict(list)
    for each in targets:
        key = (each.quantity.time_period, each.quantity.measure, each.printed_unit)
        columns[key].append(each)
    for column in columns.values():
        yield from pairwise(column)


def judge(bench: Bench, wrong: dict[str, str], tally: Counter[str]) -> None:
    """Judge one spoilt table and count what came out."""
    figures = bench.with_text(wrong)
    if figures is None:
        tally["refused by the parser or the bounds"] += 1
        return
    result = bench.check(figures)
    errors = [each for each in result.findings if each.severity == "error"]
    undecided = any(each.verdict == "undecided" for each in result.instances)
    if not errors:
        tally["undecided" if undecided else "undetectable"] += 1
        return
    tally["detected"] += 1
    score(errors, wrong, {f.id: f.printed for f in bench.figures if f.id in wrong}, tally)


def is_seen(bench: Bench, wrong: dict[str, str]) -> bool:
    """Whether a slip raises an error by itself, or cannot even be read."""
    figures = bench.with_text(wrong)
    if figures is None:
        return True
    return any(each.severity == "error" for each in bench.check(figures).findings)


def score(
    errors: Sequence[Finding], wrong: dict[str, str], meant: dict[str, str], tally: Counter[str]
) -> None:
    """Count whether the first suspects of the findings are just the wrong cells."""
    leads = {place.key for each in errors if each.suspects for place in each.suspects[0].places}
    tally["first"] += leads == set(wrong)
    three = {
        place.key for each in errors for suspect in each.suspects[:3] for place in suspect.places
    }
    tally["in three"] += three >= set(wrong)
    firsts: dict[str, list[str]] = {}
    for each in errors:
        for suspect in each.suspects:
            parts = [[text.text for text in one.texts] for one in suspect.suggestions]
            for position, place in enumerate(suspect.places):
                found = [part[position] for part in parts if len(part) > position]
                firsts.setdefault(place.key, found)
    tally["text first"] += all(firsts.get(key, [])[:1] == [text] for key, text in meant.items())
    tally["text in five"] += all(text in firsts.get(key, [])[:5] for key, text in meant.items())
    leading = [suspect for each in errors for suspect in each.suspects[:1]]
    slips = {text.slip for suspect in leading for one in suspect.suggestions for text in one.texts}
    tally["named"] += not slips.isdisjoint({Slip.COPY, Slip.SWAP})


def trials(
    bench: Bench, targets: Sequence[Figure], dice: random.Random
) -> Iterator[tuple[str, dict[str, str]]]:
    """Give (kind of slip, the wrong texts by figure id)."""
    for kind, slip in SLIPS.items():
        for target in targets:
            text = slip(target.printed, dice)
            if text and text != target.printed:
                yield kind, {target.id: text}
    for target in targets:
        text = copied(bench, target)
        if text and text != target.printed:
            yield "period copied", {target.id: text}
    for one, two in swaps(targets):
        if one.printed != two.printed:
            yield "cells swapped", {one.id: two.printed, two.id: one.printed}
    for _ in range(len(targets)):
        one, two = dice.sample(list(targets), 2)
        first, second = substituted(one.printed, dice), transposed(two.printed, dice)
        if first and second:
            alone = [{one.id: first}, {two.id: second}]
            # A slip that agrees with all other figures cannot be named, alone or in company.
            seen = all(is_seen(bench, wrong) for wrong in alone)
            yield "two at once" if seen else "one of two unchecked", {**alone[0], **alone[1]}


def main() -> None:
    """Run all trials and print a table by kind."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--whole", action="store_true", help="the whole release")
    parser.add_argument("--sample", type=int, default=0, help="at most this many trials a kind")
    options = parser.parse_args()
    bench, targets = load(whole=options.whole)
    clean = bench.check(bench.figures)
    alarms = [each for each in clean.findings if each.severity == "error"]
    print(f"{len(targets)} cells, {len(bench.figures)} figures, {len(alarms)} false alarms")
    tallies: dict[str, Counter[str]] = defaultdict(Counter)
    seconds: Counter[str] = Counter()
    for kind, wrong in trials(bench, targets, random.Random(options.seed)):
        if options.sample and tallies[kind]["tried"] >= options.sample:
            continue
        tallies[kind]["tried"] += 1
        started = time.perf_counter()
        judge(bench, wrong, tallies[kind])
        seconds[kind] += time.perf_counter() - started
    report(tallies, seconds)


def report(tallies: dict[str, Counter[str]], seconds: Counter[str]) -> None:
    """Print what was counted."""
    print(
        f"{'kind':18}{'tried':>6}{'refused':>8}{'unchecked':>7}{'undec.':>7}{'found':>6}"
        f"{'first':>8}{'in 3':>8}{'text 1':>8}{'in 5':>8}{'named':>8}{'ms':>6}"
    )
    for kind, tally in tallies.items():
        found = tally["detected"] or 1
        shares = [
            f"{100 * Fraction(tally[key], found).__float__():7.1f}%"
            for key in ("first", "in three", "text first", "text in five", "named")
        ]
        print(
            f"{kind:18}{tally['tried']:6}{tally['refused by the parser or the bounds']:8}"
            f"{tally['undetectable']:7}{tally['undecided']:7}{tally['detected']:6}"
            f"{''.join(shares)}{1000 * seconds[kind] / tally['tried']:6.0f}"
        )


if __name__ == "__main__":
    main()
