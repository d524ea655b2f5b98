"""A table that was read on its way to a release: lines decided, remembered, drafted."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from cnnic_validate import files
from cnnic_validate.check.inputs import OBSERVATIONS, Inputs
from cnnic_validate.check.package import read_package
from cnnic_validate.errors import UnreadableError
from cnnic_validate.grid.transcript import COLUMNS as GRID_COLUMNS
from cnnic_validate.mapping import labels
from cnnic_validate.mapping.draft import COLUMNS, Seasons, draft_rows
from cnnic_validate.mapping.lines import TableValue, entries
from cnnic_validate.mapping.memory import Fits, Memory, key_of
from cnnic_validate.mapping.units import takes_unit, unit_read
from cnnic_validate.mapping.words import IDEOGRAPHS, is_whole
from cnnic_validate.message import say
from cnnic_validate.model.mapping import Candidate, Decision, LabelLine
from cnnic_validate.model.period import Period
from cnnic_validate.model.statistics import TOTAL, Measure, Statistics
from cnnic_validate.reading.reader import read_table
from cnnic_validate.release.rows import csv_file
from cnnic_validate.table import Record, Table, records
from cnnic_validate.workflow.loading import incoming_table, load_inputs

LABELS = "data/mapping/labels.csv"
# Beside a draft: its lines, what they were decided to be, and what else they might be.
_BESIDE = ".labels.csv"
_WORKLIST = (*labels.COLUMNS, "printed", "candidates")


@dataclass(slots=True)
class Session:
    """The mapping of one table.

    Attributes:
        source: what prints the table.
        period: of the release, for values that name none.
        entries: its values.
        lines: what is to be decided, in the order of the table, with a first value of each.
        decided: what was decided so far.
        beside: the file that keeps the decisions until the release is accepted.
    """

    source: str
    period: Period | None
    entries: Sequence[TableValue]
    lines: Mapping[LabelLine, TableValue]
    statistics: Statistics
    memory: Memory
    seasons: Seasons
    inputs: Inputs
    beside: Path
    decided: dict[LabelLine, Decision] = field(default_factory=dict)
    _ranked: dict[LabelLine, Sequence[Candidate]] = field(default_factory=dict)

    def undecided(self) -> list[LabelLine]:
        """Give the lines that are not decided yet."""
        return [line for line in self.lines if line not in self.decided]

    def candidates(self, line: LabelLine) -> Sequence[Candidate]:
        """Give the codes that a line may mean, the most probable first."""
        if line not in self._ranked:
            self._ranked[line] = self.memory.ranked(line, self._fits(line))
        return self._ranked[line]

    def decide(self, line: LabelLine, decision: Decision) -> None:
        """Decide a line and keep it, so that an interrupt loses nothing."""
        self.decided[line] = decision
        self.keep()

    def keep(self) -> None:
        """Write the lines and decisions beside the draft."""
        rows = [self._row(line) for line in self.lines]
        files.write_atomic(self.beside, csv_file(_WORKLIST, rows).encode(), str(self.beside))

    def draft(self) -> str:
        """Give the release as CSV: the values whose lines are imported."""
        decisions = {
            entry.number: self.decided[entry.line]
            for entry in self.entries
            if entry.line in self.decided
        }
        rows = draft_rows(
            self.entries,
            decisions,
            self.statistics.indicators,
            self.seasons,
            self.source,
            self.period,
        )
        return csv_file(COLUMNS, rows)

    def new(self, line: LabelLine) -> Decision:
        """Give the decision that a line has a code of its own, drafted from its label."""
        ranked = self.candidates(line)
        has_class = not is_whole(line.breakdown)
        taken = {each.indicator for each in self.decided.values()} | set(self.statistics.indicators)
        indicator = ranked[0].indicator if ranked and has_class else _code(line.label, taken)
        classes = {each.breakdown for each in self.decided.values()}
        taken = classes | set(self.statistics.breakdowns)
        return Decision("new", indicator, _code(line.breakdown, taken) if has_class else TOTAL)

    def catalogue_rows(self) -> list[str]:
        """Write the drafted rows of the catalogue beside the draft; gives the files written."""
        new = {line: each for line, each in self.decided.items() if each.verdict == "new"}
        drafted = {
            "indicators": [
                self._indicator_row(line, each.indicator)
                for line, each in new.items()
                if each.indicator not in self.statistics.indicators
            ],
            "breakdowns": [
                {"code": each.breakdown, "parent": TOTAL, **_titles(line.breakdown)}
                for line, each in new.items()
                if each.breakdown not in {*self.statistics.breakdowns, TOTAL}
            ],
        }
        written = []
        for name, rows in drafted.items():
            table = self.inputs.tables.get(name)
            if rows and table:
                target = self.beside.with_name(self.beside.name.replace(_BESIDE, f".{name}.csv"))
                text = csv_file(table.header, {row["code"]: row for row in rows}.values())
                files.write_atomic(target, text.encode(), files.shown_as(target))
                written.append(files.shown_as(target))
        return written

    def _indicator_row(self, line: LabelLine, code: str) -> dict[str, str]:
        read = unit_read(line.unit, self.inputs.lexicon)
        return {
            "code": code,
            "kind": "ratio" if line.is_share else "",
            "unit_measure": read.unit_measure if read else "",
            "agency": line.agency,
            **_titles(line.label),
        }

    def answer(self) -> None:
        """Decide what was decided before, here or in the package, or is beyond doubt."""
        kept = _kept(self.beside)
        for line in self.lines:
            told = kept.get(key_of(line))
            known = self.memory.answer(line, self._fits(line))
            # What a person told stands, also against what is known.
            decision = known if told is None or _is_same(told, known) else told
            if decision:
                self.decided[line] = decision

    def _fits(self, line: LabelLine) -> Fits:
        measure: Measure = self.lines[line].measure
        indicators, lexicon = self.statistics.indicators, self.inputs.lexicon

        def fits(code: str) -> bool:
            known = indicators.get(code)
            return known is not None and takes_unit(known, measure, line.unit, lexicon)

        return fits

    def _row(self, line: LabelLine) -> dict[str, str]:
        decision = self.decided.get(line)
        named = [] if decision else self.candidates(line)
        return {
            **labels.label_row(line, decision, self.source),
            "printed": self.lines[line].printed,
            "candidates": " ".join(f"{each.indicator}/{each.breakdown}" for each in named),
        }


def open_session(
    path: str, period: Period | None, output: str, *, package: str = ".", stdin: bytes | None = None
) -> Session:
    """Read what `cnnic read` wrote, and decide what needs no person.

    Args:
        path: the file of `cnnic read`; `-` is standard input.
        period: of the release, for values that name none.
        output: the draft; decisions are kept beside it.
        package: the package.
        stdin: the bytes of standard input.

    Raises:
        DefinitionError: the package's definitions are wrong.
        UnreadableError: a file cannot be read, or is not what `cnnic read` writes.
    """
    rows = _transcript(incoming_table(path, stdin))
    inputs = load_inputs(package)
    statistics = read_package(inputs).statistics
    source = rows[0]["source"]
    known = statistics.sources.get(source)
    if known is None:
        raise UnreadableError(path, say("the package has no source {source}", source=source))
    lexicon = inputs.lexicon
    found = list(entries(rows, known.agency, lambda text: unit_read(text, lexicon) is not None))
    table = inputs.tables.get(OBSERVATIONS)
    figures = list(records(table)) if table else []
    session = Session(
        source,
        period,
        found,
        _lines(found),
        statistics,
        _memory(inputs, statistics, figures),
        Seasons(figures, {code: each.agency for code, each in statistics.sources.items()}),
        inputs,
        beside_of(output),
    )
    session.answer()
    return session


def _is_same(one: Decision, other: Decision | None) -> bool:
    """Whether two decisions come to the same, whoever took them."""
    return other is not None and replace(one, how=other.how) == other


def _titles(label: str) -> dict[str, str]:
    is_chinese = IDEOGRAPHS.search(label) is not None
    return {"title_zh" if is_chinese else "title_en": label}


def _code(label: str, taken: Container[str]) -> str:
    """Draft a code from a label; of a Chinese one only a number can be made."""
    words = "_".join(re.findall(r"[a-z0-9]+", label.lower()))
    plain = words if re.match("[a-z]", words) else f"new_{words}".rstrip("_")
    if plain != "new" and plain not in taken:
        return plain
    return next(code for at in count(1) if (code := f"{plain}_{at}") not in taken)


def _lines(found: Sequence[TableValue]) -> dict[LabelLine, TableValue]:
    """Give the lines in the order of the table, each with its first value."""
    first: dict[LabelLine, TableValue] = {}
    for entry in found:
        first.setdefault(entry.line, entry)
    return first


def beside_of(output: str) -> Path:
    """Give the file beside a draft that keeps its decisions."""
    return Path(output).with_suffix(_BESIDE)


def remember(draft: str, inputs: Inputs) -> int:
    """Add the decisions beside an accepted draft to the package's labels; gives how many.

    A code that was new is in the catalogue by now: else the draft would not have been accepted.
    """
    kept = beside_of(draft)
    if not kept.is_file():
        return 0
    rows = [
        each.values | {"decision": "import" if each["decision"] == "new" else each["decision"]}
        for each in _records(kept)
        if each["decision"]
    ]
    target = inputs.package.root / LABELS
    held = [each.values for each in _records(target)] if target.is_file() else []
    text = csv_file(labels.COLUMNS, labels.merged(held, rows))
    target.parent.mkdir(parents=True, exist_ok=True)
    files.write_atomic(target, text.encode(), LABELS)
    return len(rows)


def forget(text: str, *, package: str = ".") -> Sequence[Mapping[str, str]]:
    """Take back what was remembered of a label; gives the rows that are gone.

    Raises:
        UnreadableError: nothing is remembered, or not of this label.
    """
    inputs = load_inputs(package)
    target = inputs.package.root / LABELS
    held = [each.values for each in _records(target)] if target.is_file() else []
    gone = [row for row in held if text in {row["label"], row["breakdown_label"]}]
    if not gone:
        raise UnreadableError(LABELS, say("nothing is remembered of {label}", label=text))
    left = [row for row in held if row not in gone]
    files.write_atomic(target, csv_file(labels.COLUMNS, left).encode(), LABELS)
    return gone


def _memory(inputs: Inputs, statistics: Statistics, figures: Sequence[Record]) -> Memory:
    path = inputs.package.root / LABELS
    decided = labels.decisions(_records(path)) if path.is_file() else ()
    pairs = {(row["indicator"], row["breakdown"]) for row in figures}
    return Memory(decided, pairs, statistics.indicators, statistics.breakdowns)


def _transcript(table: Table) -> list[Record]:
    rows = list(records(table))
    missing = [column for column in GRID_COLUMNS if column not in table.header]
    if missing or table.faults or not rows:
        raise UnreadableError(
            table.path,
            say("is not what `cnnic read` writes: {columns}", columns=", ".join(missing))
            if missing
            else say("is not what `cnnic read` writes"),
            say("read the table first: cnnic read FILE --source ID -o grid.csv"),
        )
    return rows


def _kept(beside: Path) -> dict[LabelLine, Decision]:
    return dict(labels.decisions(_records(beside))) if beside.is_file() else {}


def _records(path: Path) -> list[Record]:
    return list(records(read_table(path, files.shown_as(path))))
