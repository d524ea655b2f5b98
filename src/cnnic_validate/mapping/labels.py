"""The file of remembered labels, `data/mapping/labels.csv`: a row for each line decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cnnic_validate.mapping.memory import key_of
from cnnic_validate.model.mapping import Decision, LabelLine, Verdict
from cnnic_validate.table import Record

COLUMNS = (
    "agency",
    "context",
    "heading",
    "label",
    "breakdown_label",
    "measure",
    "base",
    "decision",
    "indicator",
    "breakdown",
    "reason",
    "source",
)
# What a row is known by: the text of the table; the others are what was made of it.
KEY = COLUMNS[: COLUMNS.index("decision")]
_SHARE = "share"
_LEVEL = "level"
_VERDICTS: Mapping[str, Verdict] = {"import": "import", "exclude": "exclude", "new": "new"}


def label_row(line: LabelLine, decision: Decision | None, source: str) -> dict[str, str]:
    """Write a line as a row; without a decision its columns are empty."""
    return {
        "agency": line.agency,
        "context": line.context,
        "heading": line.heading,
        "label": line.label,
        "breakdown_label": line.breakdown,
        "measure": _SHARE if line.is_share else _LEVEL,
        "base": line.base,
        "decision": decision.verdict if decision else "",
        "indicator": decision.indicator if decision else "",
        "breakdown": decision.breakdown if decision else "",
        "reason": decision.reason if decision else "",
        "source": source,
    }


def decisions(rows: Iterable[Record]) -> Iterator[tuple[LabelLine, Decision]]:
    """Read rows as lines and what they were decided to be; those not decided are left out."""
    for row in rows:
        verdict = _VERDICTS.get(row["decision"])
        if verdict:
            line = LabelLine(
                agency=row["agency"],
                context=row["context"],
                heading=row["heading"],
                label=row["label"],
                breakdown=row["breakdown_label"],
                is_share=row["measure"] == _SHARE,
                base=row["base"],
            )
            yield (
                key_of(line),
                Decision(verdict, row["indicator"], row["breakdown"], row["reason"]),
            )


def merged(
    held: Iterable[Mapping[str, str]], added: Iterable[Mapping[str, str]]
) -> list[Mapping[str, str]]:
    """Add rows to those held: a row of the same key takes the place of the one before it."""
    known: dict[tuple[str, ...], list[Mapping[str, str]]] = {}
    for row in held:
        known.setdefault(_key(row), []).append(row)
    for row in added:
        known[_key(row)] = [row]
    return [row for rows in known.values() for row in rows]


def _key(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row.get(column, "") for column in KEY)
