"""How well labels are mapped: precision of the answers, and how many are answered.

Cross-file: for each source table the memory is what the other tables decided, the catalogue is
cut down to their codes, and every distinct label of the table is asked, in both languages. A label
whose codes no other table has (*new*) must stay unanswered; any answer to it is wrong.

    python benchmarks/mapping.py [--root DIR] [--verbose]

The goal: at least 98 % of the answers right, at least 75 % of the labels that could be answered.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "scripts"))

from build_data import TABLES  # noqa: E402 - a script
from cnnic_validate.check.package import read_package  # noqa: E402 - after the path
from cnnic_validate.mapping.labels import decisions  # noqa: E402 - likewise
from cnnic_validate.mapping.memory import Memory, Pair  # noqa: E402 - likewise
from cnnic_validate.model.breakdown import split  # noqa: E402 - likewise
from cnnic_validate.model.mapping import Decision, LabelLine  # noqa: E402 - likewise
from cnnic_validate.model.statistics import Statistics  # noqa: E402 - likewise
from cnnic_validate.table import Record  # noqa: E402 - likewise
from cnnic_validate.workflow.loading import load_inputs  # noqa: E402 - likewise
from seed_labels import seeds  # noqa: E402 - a script

Decided = dict[LabelLine, set[Pair]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code is 1 where the goal is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--verbose", action="store_true", help="list what was wrong or unanswered")
    options = parser.parse_args(arguments)
    statistics = read_package(load_inputs(str(options.root))).statistics
    decided = {table: _decided(options.root, table) for table in TABLES}
    total: Counter[str] = Counter()
    for table in TABLES:
        others = [decided[other] for other in TABLES if other != table]
        counted: Counter[str] = Counter()
        for outcome, said in _outcomes(decided[table], others, statistics):
            counted[outcome] += 1
            if options.verbose and outcome in {"wrong", "new coded", "unanswered"}:
                print(f"  {outcome}: {said}")
        total += counted
        print(_line(table, counted))
    print(_line("all", total))
    wrong = total["wrong"] + total["new coded"]
    answers = total["right"] + wrong
    known = total["right"] + total["wrong"] + total["unanswered"]
    return int(wrong > 0.02 * answers or total["right"] < 0.75 * known)


def _decided(root: Path, table: str) -> Decided:
    held: Decided = defaultdict(set)
    rows = (Record(row, 0, 0) for row in seeds(root, [table]))
    for line, decision in decisions(rows):
        held[line].add((decision.indicator, decision.breakdown))
    return held


def _outcomes(
    asked: Decided, others: Sequence[Decided], statistics: Statistics
) -> Iterator[tuple[str, str]]:
    pairs = {pair for each in others for found in each.values() for pair in found}
    indicators = {code for code, _ in pairs}
    classes = {code for _, breakdown in pairs for code in split(breakdown)}
    rows = [
        (line, Decision("import", *pair))
        for each in others
        for line, found in each.items()
        for pair in sorted(found)
    ]
    memory = Memory(
        rows,
        pairs,
        {code: each for code, each in statistics.indicators.items() if code in indicators},
        {code: each for code, each in statistics.breakdowns.items() if code in classes},
    )
    for line, truth in asked.items():
        answer = memory.answer(line, lambda _: True)
        said = f"{line} is {sorted(truth)}"
        if answer is None:
            yield "unanswered" if truth & pairs else "new", said
        elif (answer.indicator, answer.breakdown) in truth:
            yield "right", said
        else:
            outcome = "wrong" if truth & pairs else "new coded"
            yield outcome, f"{said}, answered {answer.indicator} {answer.breakdown}"


def _line(name: str, counted: Counter[str]) -> str:
    wrong = counted["wrong"] + counted["new coded"]
    known = counted["right"] + counted["wrong"] + counted["unanswered"]
    answers = counted["right"] + wrong
    return (
        f"{name:24} {known:5} known, {counted['right'] + counted['wrong']:5} answered"
        f" ({100 * (counted['right'] + counted['wrong']) / max(known, 1):.1f} %),"
        f" {wrong:3} of {answers:5} answers wrong"
        f" ({100 * counted['right'] / max(answers, 1):.1f} % right);"
        f" {counted['new'] + counted['new coded']:5} new, {counted['new coded']:3} coded"
    )


if __name__ == "__main__":
    sys.exit(main())
