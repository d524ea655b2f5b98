"""Names of agencies: a closed list, no two of them alike.

Whose figure stands in a series depends on the name of its agency, which is text. So a name that is
not in the package's list, or that only looks like another, is an error.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cnnic_validate.message import say
from cnnic_validate.model.finding import Finding, shown
from cnnic_validate.model.package import AGENCIES_PROPERTY
from cnnic_validate.model.place import Place
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.table import Record, Table, records

_TABLES = {"sources": "id", "indicators": "code"}
# Kinds of characters without a mark of their own: controls, formats, joiners, separators.
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Zl", "Zp"})


def agency_findings(
    tables: Mapping[str, Table], agencies: Sequence[str], descriptor: str
) -> Iterator[Finding]:
    """Find names of agencies that are not in the list, or look like another.

    Args:
        tables: those of the package; `sources` and `indicators` name agencies.
        agencies: the list that the package declares; empty: none, and only looks count.
        descriptor: how a person names the descriptor, where the list stands.
    """
    seen: dict[str, str] = {}
    place = Place(descriptor, column=AGENCIES_PROPERTY)
    for name in agencies:
        yield from _look(name, seen, place)
    known = frozenset(agencies)
    for resource, key in _TABLES.items():
        table = tables.get(resource)
        if table is None or "agency" not in table.header:
            continue
        yield from _of_table(records(table), table.path, key, (known, seen))


def _of_table(
    rows: Iterable[Record], path: str, key: str, names: tuple[frozenset[str], dict[str, str]]
) -> Iterator[Finding]:
    known, seen = names
    for record in rows:
        name = record["agency"]
        if not name or name in known:
            continue
        place = Place(path, record.line, record.row, "agency", record.values.get(key, ""))
        wrong = list(_look(name, seen, place))
        yield from wrong
        if known and not wrong:
            message = say("{name} is no agency of the package", name=shown(name, 60))
            hint = did_you_mean(name, known) or say(
                "add it to `{property}` in the descriptor", property=AGENCIES_PROPERTY
            )
            yield _finding(message, place, name, hint)


def _look(name: str, seen: dict[str, str], place: Place) -> Iterator[Finding]:
    """Report a name that looks like one that was seen in another spelling, or like nothing."""
    plain = _plain(name)
    other = seen.setdefault(plain, name)
    if name != " ".join(name.split()) or any(
        unicodedata.category(each) in _INVISIBLE for each in name
    ):
        message = say("{name} has characters that nobody sees", name=ascii(shown(name, 60)))
        hint = say("write {name}", name=_visible(name))
        yield _finding(message, place, name, hint)
    elif other != name:
        message = say("{name} looks like {other}, and is not", name=name, other=ascii(other))
        yield _finding(message, place, name, say("write one of them in all places"))


def _visible(name: str) -> str:
    """Give a name without the characters that nobody sees."""
    kept = "".join(each for each in name if unicodedata.category(each) not in _INVISIBLE)
    return " ".join(kept.split())


def _plain(name: str) -> str:
    """Give what a name looks like, whatever its case and width."""
    return _visible(unicodedata.normalize("NFKC", name)).casefold()


def _finding(message: str, place: Place, name: str, hint: str) -> Finding:
    return Finding("definition", "error", message, place, value=shown(name), hint=hint)
