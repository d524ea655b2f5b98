"""Entries of the rule files, read key by key; every fault is noted at its place."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from cnnic_validate import files
from cnnic_validate.errors import DefinitionError, Fault
from cnnic_validate.message import Message, joined, say, titled
from cnnic_validate.model.finding import SEVERITIES, Severity
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.reading.faults import show

# The one section of a rule file that is a mapping, not a list of entries.
POLICY = "policy"
_ID = re.compile(r"[^\W_][\w.-]*\Z")


@dataclass(slots=True)
class DocumentEntry:
    """One mapping of a document, with the faults found while it is read."""

    values: Mapping[str, Any]
    path: str
    where: str
    faults: list[Fault] = field(default_factory=list)

    def note(self, key: str, message: str, hint: str = "") -> None:
        """Note a fault of the value under `key`, or of the whole entry where it is empty."""
        where = f"{self.where}.{key}" if key else self.where
        self.faults.append(Fault(self.path, where, message, hint))


def sections(
    root: Path,
    relative: str,
    keys: Sequence[str],
    read_document: Callable[[Path, str], Any],
    faults: list[Fault],
) -> list[list[DocumentEntry]]:
    """Read the lists that a document holds under `keys`."""
    empty: list[list[DocumentEntry]] = [[] for _ in keys]
    if not relative:
        return empty
    try:
        document = read_document(files.inside(root, relative), relative)
    except DefinitionError as error:
        faults += error.faults
        return empty
    if document is None:
        return empty
    if not isinstance(document, dict):
        expected = joined(" and ", (f"`{key}:`" for key in keys[:2]))
        faults.append(
            Fault(relative, "", say("a mapping with {expected} was expected", expected=expected))
        )
        return empty
    top = DocumentEntry(document, relative, "", faults)
    refuse_unknown(top, keys)
    return [_entries(document.get(key), relative, key, faults) for key in keys]


def _entries(value: Any, path: str, key: str, faults: list[Fault]) -> list[DocumentEntry]:
    if value is None:
        return []
    if key == POLICY and isinstance(value, dict):
        return [DocumentEntry(value, path, key)]
    if key == POLICY:
        faults.append(
            Fault(path, key, say("a mapping was expected"), say("write `code: severity` lines"))
        )
        return []
    if not isinstance(value, list):
        faults.append(
            Fault(path, key, say("a list was expected"), say("begin each entry with `- id:`"))
        )
        return []
    found = []
    for at, each in enumerate(value):
        where = f"{key}[{at}]"
        if isinstance(each, dict):
            found.append(DocumentEntry(each, path, where))
        else:
            faults.append(
                Fault(path, where, say("a mapping was expected"), say("begin it with `- id:`"))
            )
    return found


def refuse_unknown(entry: DocumentEntry, known: Collection[str]) -> None:
    """Note every key that is not one of `known`."""
    for key in entry.values:
        if key not in known:
            hint = did_you_mean(key, known) or say(
                "known are {known}", known=", ".join(sorted(known))
            )
            entry.note("", say("the key `{key}` is unknown", key=key), hint)


def refuse_repeats(entries: Sequence[DocumentEntry], reserved: Collection[str] = ()) -> None:
    """Note every id that another entry has, or that is `reserved`."""
    seen: dict[str, DocumentEntry] = {}
    for entry in entries:
        name = entry.values.get("id")
        if not isinstance(name, str):
            continue
        if name in reserved:
            entry.note(
                "id",
                say("`{name}` is the name of an implied rule", name=name),
                say("choose another id"),
            )
        elif name in seen:
            entry.note(
                "id",
                say("`{name}` is the id of {where} already", name=name, where=seen[name].where),
                say("ids are unique"),
            )
        seen.setdefault(name, entry)


def require_keys(
    entry: DocumentEntry, required: Sequence[str], optional: Sequence[str] = ()
) -> None:
    """Note every key that is missing or unknown."""
    refuse_unknown(entry, (*required, *optional))
    for key in required:
        if key not in entry.values:
            entry.note("", say("`{key}` is missing", key=key))


def text_of(entry: DocumentEntry, key: str) -> str:
    """Read a text that says something; a missing key was noted before."""
    if key not in entry.values:
        return ""
    value = entry.values[key]
    if value is None:
        entry.note(key, say("is empty"))
    elif not isinstance(value, str):
        entry.note(
            key, say("a text was expected, not {value}", value=show(value)), say("put it in quotes")
        )
    elif not value.strip():
        entry.note(key, say("is empty"))
    else:
        return value.strip()
    return ""


def twin_of(entry: DocumentEntry, key: str) -> Message:
    """Read a text and its Chinese twin, which stands under `key` and `_zh` where there is one."""
    return titled(text_of(entry, key), text_of(entry, f"{key}_zh"))


def texts_of(entry: DocumentEntry, key: str) -> tuple[str, ...]:
    """Read a list of different texts; empty where the key is missing."""
    value = entry.values.get(key)
    if key not in entry.values:
        return ()
    if not isinstance(value, list) or not value:
        entry.note(
            key, say("a list of texts was expected"), say("write {key}: [one, two]", key=key)
        )
        return ()
    found: list[str] = []
    for at, each in enumerate(value):
        if not isinstance(each, str) or not each.strip():
            entry.note(f"{key}[{at}]", say("a text was expected, not {each}", each=show(each)))
        elif each in found:
            entry.note(f"{key}[{at}]", say("`{each}` stands twice", each=each))
        else:
            found.append(each)
    return tuple(found)


def identifier(entry: DocumentEntry) -> str:
    """Read the id of an entry."""
    text = text_of(entry, "id")
    if text and not _ID.match(text):
        entry.note(
            "id",
            say("`{text}` is no id", text=text),
            say("letters, digits, `_`, `-` and `.`, without spaces"),
        )
    return text


def severity_of(entry: DocumentEntry) -> Severity:
    """Read how severe a breach is; an error where nothing is said."""
    value = entry.values.get("severity", "error")
    if value in SEVERITIES:
        return cast("Severity", value)
    entry.note(
        "severity",
        say("`{value}` is no severity", value=value),
        say("write {known}", known=", ".join(SEVERITIES)),
    )
    return "error"


def date_of(entry: DocumentEntry, key: str) -> datetime.date | None:
    """Read a date, written YYYY-MM-DD."""
    text = text_of(entry, key)
    try:
        date = datetime.date.fromisoformat(text)
    except ValueError:
        date = None
    if text and (date is None or date.isoformat() != text):
        entry.note(key, say("`{text}` is no date", text=text), say("write YYYY-MM-DD"))
        return None
    return date
