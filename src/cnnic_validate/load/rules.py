"""Partitions, rules and waivers: three YAML documents as one `RuleSet`.

What can be said of a document by itself is checked here; whether the names in it exist is checked
against the tables by `check.definitions`. Every fault of all three documents is reported at once.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast, get_args

from cnnic_validate import files
from cnnic_validate.errors import DefinitionError, Fault
from cnnic_validate.expressions import (
    ExpressionError,
    is_condition,
    names,
    normal_form,
    parse,
    quoted,
    unparse,
)
from cnnic_validate.load.applies import check_applies
from cnnic_validate.load.documents import read_yaml
from cnnic_validate.load.faults import show
from cnnic_validate.model.expression import Expression, NormalForm, terms_of
from cnnic_validate.model.finding import SEVERITIES, Severity
from cnnic_validate.model.package import Package
from cnnic_validate.model.rule import IMPLIED_RULES, Each, FigureRule, RowRule, RuleSet, Waiver
from cnnic_validate.model.spelling import did_you_mean
from cnnic_validate.model.statistics import TOTAL, Measure, Partition

_MEASURES = get_args(Measure)
_ID = re.compile(r"[^\W_][\w.-]*\Z")
_EACH = re.compile(r"(breakdown|indicator)\s+in\s+(partition|topic)\(\s*([\w.-]+)\s*\)\Z")
_GROUPS = {"breakdown": "partition", "indicator": "topic"}


@dataclass(slots=True)
class _Entry:
    """One mapping of a document, with the faults found while it is read."""

    values: Mapping[str, Any]
    path: str
    where: str
    faults: list[Fault] = field(default_factory=list)

    def note(self, key: str, message: str, hint: str = "") -> None:
        where = f"{self.where}.{key}" if key else self.where
        self.faults.append(Fault(self.path, where, message, hint))


def load_rules(package: Package, read_document: Callable[[Path, str], Any] = read_yaml) -> RuleSet:
    """Read what the descriptor's `cnnic:rules` names; a document it does not name is empty.

    Args:
        package: gives the folder and the files.
        read_document: reads a YAML file, given its path and its name for a person.

    Raises:
        DefinitionError: with every fault of all documents.
        UnreadableError: a named document cannot be read.
    """
    faults: list[Fault] = []
    named = package.rule_files

    def sections(relative: str, *keys: str) -> list[list[_Entry]]:
        return _sections(package.root, relative, keys, read_document, faults)

    (partitions,) = sections(named.partitions, "partitions")
    row_rules, figure_rules = sections(named.rules, "row_rules", "figure_rules")
    (waivers,) = sections(named.waivers, "waivers")
    _refuse_repeats(partitions)
    _refuse_repeats([*row_rules, *figure_rules], reserved=IMPLIED_RULES)
    _refuse_repeats(waivers)
    rules = RuleSet(
        tuple(filter(None, map(_row_rule, row_rules))),
        tuple(filter(None, map(_figure_rule, figure_rules))),
        {each.id: each for each in filter(None, map(_partition, partitions))},
        tuple(filter(None, map(_waiver, waivers))),
    )
    for entry in (*partitions, *row_rules, *figure_rules, *waivers):
        faults += entry.faults
    if faults:
        raise DefinitionError(faults)
    return rules


def _sections(
    root: Path,
    relative: str,
    keys: Sequence[str],
    read_document: Callable[[Path, str], Any],
    faults: list[Fault],
) -> list[list[_Entry]]:
    """Read the lists that a document holds under `keys`."""
    empty: list[list[_Entry]] = [[] for _ in keys]
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
        expected = " and ".join(f"`{key}:`" for key in keys)
        faults.append(Fault(relative, "", f"a mapping with {expected} was expected"))
        return empty
    top = _Entry(document, relative, "", faults)
    _refuse_unknown(top, keys)
    return [_entries(document.get(key), relative, key, faults) for key in keys]


def _entries(value: Any, path: str, key: str, faults: list[Fault]) -> list[_Entry]:
    if value is None:
        return []
    if not isinstance(value, list):
        faults.append(Fault(path, key, "a list was expected", "begin each entry with `- id:`"))
        return []
    found = []
    for at, each in enumerate(value):
        where = f"{key}[{at}]"
        if isinstance(each, dict):
            found.append(_Entry(each, path, where))
        else:
            faults.append(Fault(path, where, "a mapping was expected", "begin it with `- id:`"))
    return found


def _refuse_unknown(entry: _Entry, known: Collection[str]) -> None:
    for key in entry.values:
        if key not in known:
            hint = did_you_mean(key, known) or f"known are {', '.join(sorted(known))}"
            entry.note("", f"the key `{key}` is unknown", hint)


def _refuse_repeats(entries: Sequence[_Entry], reserved: Collection[str] = ()) -> None:
    seen: dict[str, _Entry] = {}
    for entry in entries:
        name = entry.values.get("id")
        if not isinstance(name, str):
            continue
        if name in reserved:
            entry.note("id", f"`{name}` is the name of an implied rule", "choose another id")
        elif name in seen:
            entry.note("id", f"`{name}` is the id of {seen[name].where} already", "ids are unique")
        seen.setdefault(name, entry)


@dataclass(frozen=True, slots=True)
class _Common:
    """What every rule has."""

    id: str
    title: str
    severity: Severity
    why: str


def _row_rule(entry: _Entry) -> RowRule | None:
    common = _common(entry, "resource", optional=("severity", "applies"))
    resource = _text(entry, "resource")
    text = _text(entry, "rule")
    condition = _column_condition(entry, "rule", text)
    applies = _column_condition(entry, "applies", _text(entry, "applies"))
    if entry.faults or condition is None:
        return None
    return RowRule(
        common.id, resource, text, condition, common.title, common.severity, common.why, applies
    )


def _figure_rule(entry: _Entry) -> FigureRule | None:
    common = _common(entry, optional=("severity", "each", "applies", "measures"))
    text = _text(entry, "rule")
    each = _each(entry)
    measures = _measures(entry)
    form = _form(entry, text)
    applies = _tree(entry, "applies", _text(entry, "applies"))
    if applies is not None:
        for fault in check_applies(applies):
            entry.note("applies", fault.message, fault.hint)
    if form is not None:
        _check_terms(entry, form, each, measures)
    if entry.faults or form is None:
        return None
    return FigureRule(
        common.id, text, form, common.title, common.severity, common.why, measures, each, applies
    )


def _partition(entry: _Entry) -> Partition | None:
    _keys(entry, ("id", "indicators", "of", "parts", "why"))
    partition = Partition(
        _identifier(entry),
        _texts(entry, "indicators"),
        _text(entry, "of"),
        _texts(entry, "parts"),
        _text(entry, "why"),
    )
    parts = entry.values.get("parts")
    if isinstance(parts, list) and len(parts) == 1:
        entry.note("parts", "one part is no partition", "name all parts of the whole")
    return None if entry.faults else partition


def _waiver(entry: _Entry) -> Waiver | None:
    _keys(entry, ("id", "why", "owner", "until"), ("figures", "rules"))
    figures = _texts(entry, "figures") if "figures" in entry.values else ()
    rules = _texts(entry, "rules") if "rules" in entry.values else ()
    if not ("figures" in entry.values or "rules" in entry.values):
        entry.note("", "nothing is waived", "name `figures:` or `rules:` by their ids")
    until = _date(entry, "until")
    waiver = (_identifier(entry), figures, rules, _text(entry, "why"), _text(entry, "owner"))
    return None if entry.faults or until is None else Waiver(*waiver, until)


def _common(entry: _Entry, *more: str, optional: Sequence[str]) -> _Common:
    """Read what every rule has, and check that no key is missing or unknown."""
    _keys(entry, ("id", "rule", "title", "why", *more), optional)
    return _Common(_identifier(entry), _text(entry, "title"), _severity(entry), _text(entry, "why"))


def _keys(entry: _Entry, required: Sequence[str], optional: Sequence[str] = ()) -> None:
    _refuse_unknown(entry, (*required, *optional))
    for key in required:
        if key not in entry.values:
            entry.note("", f"`{key}` is missing")


def _text(entry: _Entry, key: str) -> str:
    """Read a text that says something; a missing key was noted before."""
    if key not in entry.values:
        return ""
    value = entry.values[key]
    if value is None:
        entry.note(key, "is empty")
    elif not isinstance(value, str):
        entry.note(key, f"a text was expected, not {show(value)}", "put it in quotes")
    elif not value.strip():
        entry.note(key, "is empty")
    else:
        return value.strip()
    return ""


def _texts(entry: _Entry, key: str) -> tuple[str, ...]:
    value = entry.values.get(key)
    if key not in entry.values:
        return ()
    if not isinstance(value, list) or not value:
        entry.note(key, "a list of texts was expected", f"write {key}: [one, two]")
        return ()
    found: list[str] = []
    for at, each in enumerate(value):
        if not isinstance(each, str) or not each.strip():
            entry.note(f"{key}[{at}]", f"a text was expected, not {show(each)}")
        elif each in found:
            entry.note(f"{key}[{at}]", f"`{each}` stands twice")
        else:
            found.append(each)
    return tuple(found)


def _identifier(entry: _Entry) -> str:
    text = _text(entry, "id")
    if text and not _ID.match(text):
        entry.note("id", f"`{text}` is no id", "letters, digits, `_`, `-` and `.`, without spaces")
    return text


def _severity(entry: _Entry) -> Severity:
    value = entry.values.get("severity", "error")
    if value in SEVERITIES:
        return cast("Severity", value)
    entry.note("severity", f"`{value}` is no severity", f"write {', '.join(SEVERITIES)}")
    return "error"


def _date(entry: _Entry, key: str) -> datetime.date | None:
    text = _text(entry, key)
    try:
        date = datetime.date.fromisoformat(text)
    except ValueError:
        date = None
    if text and (date is None or date.isoformat() != text):
        entry.note(key, f"`{text}` is no date", "write YYYY-MM-DD")
        return None
    return date


def _measures(entry: _Entry) -> tuple[Measure, ...]:
    if "measures" not in entry.values:
        return ("level",)
    found = _texts(entry, "measures")
    for each in found:
        if each not in _MEASURES:
            entry.note("measures", f"`{each}` is no measure", f"write {', '.join(_MEASURES)}")
    return cast("tuple[Measure, ...]", found)


def _each(entry: _Entry) -> Each | None:
    if "each" not in entry.values:
        return None
    text = _text(entry, "each")
    found = _EACH.match(text)
    if found and _GROUPS[found[1]] == found[2]:
        # The pattern allows only the two pairs that Each names.
        return Each(found[1], found[2], found[3])  # type: ignore[arg-type]
    if text:
        entry.note(
            "each",
            f"`{text}` is nothing to repeat a rule over",
            "write breakdown in partition(ID) or indicator in topic(TOPIC)",
        )
    return None


def _tree(entry: _Entry, key: str, text: str) -> Expression | None:
    """Parse the text found under `key`; None where it is empty, or is no expression."""
    if not text:
        return None
    try:
        return parse(text)
    except ExpressionError as error:
        entry.note(key, str(error), error.hint)
        return None


def _column_condition(entry: _Entry, key: str, text: str) -> Expression | None:
    tree = _tree(entry, key, text)
    if tree is None:
        return None
    if not is_condition(tree):
        entry.note(key, f"{quoted(tree)} is neither true nor false", "write a comparison")
    for name in names(tree):
        if name.breakdown or name.at:
            entry.note(
                key,
                f"{quoted(name)} is not the name of a column",
                "[…] and @… belong to figure rules",
            )
    return tree


def _form(entry: _Entry, text: str) -> NormalForm | None:
    tree = _tree(entry, "rule", text)
    if tree is None:
        return None
    try:
        return normal_form(tree)
    except ExpressionError as error:
        entry.note("rule", str(error), error.hint)
        return None


def _check_terms(
    entry: _Entry, form: NormalForm, each: Each | None, measures: Sequence[Measure]
) -> None:
    """Refuse terms that no figure could stand for, or that are one quantity written twice."""
    terms = terms_of(form)
    repeated = each.name if each else ""
    for name in terms:
        shown = unparse(name)
        if name.at == "ref" and "level" in measures:
            hint = "write measures: [growth], [change] or both; or a shift such as @-12m"
            entry.note("rule", f"`{shown}` needs a reference period, which a level has not", hint)
        if name.breakdown == "breakdown" and repeated != "breakdown":
            hint = "add each: breakdown in partition(ID)"
            entry.note("rule", f"`{shown}` names no breakdown here", hint)
        plain = {TOTAL} if repeated != "breakdown" else {"breakdown"}
        if name.breakdown in plain and any(
            other.breakdown == "" and (other.name, other.at) == (name.name, name.at)
            for other in terms
        ):
            entry.note("rule", f"`{shown}` is the same quantity here without the brackets")
    if all(name.at for name in terms):
        hint = "leave @… out at one term: its figures say where the rule holds"
        entry.note("rule", "every term is at another period", hint)
