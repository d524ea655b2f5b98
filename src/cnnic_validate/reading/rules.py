"""Partitions, rules and waivers: three YAML documents as one `RuleSet`.

What can be said of a document by itself is checked here; whether the names in it exist is checked
against the tables by `check.definitions`. Every fault of all three documents is reported at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

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
from cnnic_validate.message import say
from cnnic_validate.model.expression import Expression, NormalForm, terms_of
from cnnic_validate.model.finding import Severity
from cnnic_validate.model.package import Package
from cnnic_validate.model.rule import (
    IMPLIED_RULES,
    POLICY_DEFAULTS,
    Each,
    FigureRule,
    PolicyLevel,
    RowRule,
    RuleSet,
    Waiver,
    Withdrawal,
)
from cnnic_validate.model.statistics import TOTAL, Measure, Partition
from cnnic_validate.reading.applies import check_applies
from cnnic_validate.reading.documents import read_yaml
from cnnic_validate.reading.entries import (
    POLICY,
    DocumentEntry,
    date_of,
    identifier,
    refuse_repeats,
    refuse_unknown,
    require_keys,
    sections,
    severity_of,
    text_of,
    texts_of,
    twin_of,
)
from cnnic_validate.reading.faults import show

_MEASURES = get_args(Measure)
_EACH = re.compile(r"(breakdown|indicator)\s+in\s+(partition|topic)\(\s*([\w.-]+)\s*\)\Z")
_GROUPS = {"breakdown": "partition", "indicator": "topic"}


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

    def read(relative: str, *keys: str) -> list[list[DocumentEntry]]:
        return sections(package.root, relative, keys, read_document, faults)

    (partitions,) = read(named.partitions, "partitions")
    row_rules, figure_rules, withdrawals, policy = read(
        named.rules, "row_rules", "figure_rules", "withdrawals", POLICY
    )
    (waivers,) = read(named.waivers, "waivers")
    refuse_repeats(partitions)
    refuse_repeats([*row_rules, *figure_rules], reserved=IMPLIED_RULES)
    refuse_repeats(waivers)
    refuse_repeats(withdrawals)
    rules = RuleSet(
        tuple(filter(None, map(_row_rule, row_rules))),
        tuple(filter(None, map(_figure_rule, figure_rules))),
        {each.id: each for each in filter(None, map(_partition, partitions))},
        tuple(filter(None, map(_waiver, waivers))),
        tuple(filter(None, map(_withdrawal, withdrawals))),
        {**POLICY_DEFAULTS, **{name: level for each in policy for name, level in _policy(each)}},
    )
    for entry in (*partitions, *row_rules, *figure_rules, *waivers, *withdrawals, *policy):
        faults += entry.faults
    if faults:
        raise DefinitionError(faults)
    return rules


@dataclass(frozen=True, slots=True)
class _Common:
    """What every rule has."""

    id: str
    title: str
    severity: Severity
    why: str


def _row_rule(entry: DocumentEntry) -> RowRule | None:
    common = _common(entry, "resource", optional=("severity", "applies"))
    resource = text_of(entry, "resource")
    text = text_of(entry, "rule")
    condition = _column_condition(entry, "rule", text)
    applies = _column_condition(entry, "applies", text_of(entry, "applies"))
    if entry.faults or condition is None:
        return None
    return RowRule(
        common.id, resource, text, condition, common.title, common.severity, common.why, applies
    )


def _figure_rule(entry: DocumentEntry) -> FigureRule | None:
    common = _common(entry, optional=("severity", "each", "applies", "measures"))
    text = text_of(entry, "rule")
    each = _each(entry)
    measures = _measures(entry)
    form = _form(entry, text)
    applies = _tree(entry, "applies", text_of(entry, "applies"))
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


def _partition(entry: DocumentEntry) -> Partition | None:
    require_keys(entry, ("id", "indicators", "of", "parts", "why"), ("why_zh",))
    partition = Partition(
        identifier(entry),
        texts_of(entry, "indicators"),
        text_of(entry, "of"),
        texts_of(entry, "parts"),
        twin_of(entry, "why"),
    )
    parts = entry.values.get("parts")
    if isinstance(parts, list) and len(parts) == 1:
        entry.note("parts", say("one part is no partition"), say("name all parts of the whole"))
    return None if entry.faults else partition


def _waiver(entry: DocumentEntry) -> Waiver | None:
    require_keys(entry, ("id", "why", "owner", "until"), ("figures", "rules", "why_zh"))
    figures = texts_of(entry, "figures") if "figures" in entry.values else ()
    rules = texts_of(entry, "rules") if "rules" in entry.values else ()
    if not ("figures" in entry.values or "rules" in entry.values):
        entry.note("", say("nothing is waived"), say("name `figures:` or `rules:` by their ids"))
    until = date_of(entry, "until")
    waiver = (identifier(entry), figures, rules, twin_of(entry, "why"), text_of(entry, "owner"))
    return None if entry.faults or until is None else Waiver(*waiver, until)


def _withdrawal(entry: DocumentEntry) -> Withdrawal | None:
    require_keys(entry, ("id", "figures", "why"), ("why_zh",))
    withdrawal = Withdrawal(identifier(entry), texts_of(entry, "figures"), twin_of(entry, "why"))
    return None if entry.faults else withdrawal


def _policy(entry: DocumentEntry) -> Iterator[tuple[str, PolicyLevel]]:
    """Read how severe a breach of the revision policy is."""
    refuse_unknown(entry, tuple(POLICY_DEFAULTS))
    levels = get_args(PolicyLevel)
    for name, value in entry.values.items():
        if value not in levels:
            entry.note(
                name,
                say("{value} is no level", value=show(value)),
                say("write {known}", known=", ".join(levels)),
            )
        yield name, cast("PolicyLevel", value)


def _common(entry: DocumentEntry, *more: str, optional: Sequence[str]) -> _Common:
    """Read what every rule has, and check that no key is missing or unknown."""
    require_keys(entry, ("id", "rule", "title", "why", *more), ("title_zh", "why_zh", *optional))
    return _Common(
        identifier(entry), twin_of(entry, "title"), severity_of(entry), twin_of(entry, "why")
    )


def _measures(entry: DocumentEntry) -> tuple[Measure, ...]:
    if "measures" not in entry.values:
        return ("level",)
    found = texts_of(entry, "measures")
    for each in found:
        if each not in _MEASURES:
            entry.note(
                "measures",
                say("`{each}` is no measure", each=each),
                say("write {known}", known=", ".join(_MEASURES)),
            )
    return cast("tuple[Measure, ...]", found)


def _each(entry: DocumentEntry) -> Each | None:
    if "each" not in entry.values:
        return None
    text = text_of(entry, "each")
    found = _EACH.match(text)
    if found and _GROUPS[found[1]] == found[2]:
        # The pattern allows only the two pairs that Each names.
        return Each(found[1], found[2], found[3])  # type: ignore[arg-type]
    if text:
        entry.note(
            "each",
            say("`{text}` is nothing to repeat a rule over", text=text),
            say("write breakdown in partition(ID) or indicator in topic(TOPIC)"),
        )
    return None


def _tree(entry: DocumentEntry, key: str, text: str) -> Expression | None:
    """Parse the text found under `key`; None where it is empty, or is no expression."""
    if not text:
        return None
    try:
        return parse(text)
    except ExpressionError as error:
        entry.note(key, str(error), error.hint)
        return None


def _column_condition(entry: DocumentEntry, key: str, text: str) -> Expression | None:
    tree = _tree(entry, key, text)
    if tree is None:
        return None
    if not is_condition(tree):
        entry.note(
            key,
            say("{tree} is neither true nor false", tree=quoted(tree)),
            say("write a comparison"),
        )
    for name in names(tree):
        if name.breakdown or name.at:
            entry.note(
                key,
                say("{name} is not the name of a column", name=quoted(name)),
                say("[…] and @… belong to figure rules"),
            )
    return tree


def _form(entry: DocumentEntry, text: str) -> NormalForm | None:
    tree = _tree(entry, "rule", text)
    if tree is None:
        return None
    try:
        return normal_form(tree)
    except ExpressionError as error:
        entry.note("rule", str(error), error.hint)
        return None


def _check_terms(
    entry: DocumentEntry, form: NormalForm, each: Each | None, measures: Sequence[Measure]
) -> None:
    """Refuse terms that no figure could stand for, or that are one quantity written twice."""
    terms = terms_of(form)
    repeated = each.name if each else ""
    for name in terms:
        shown = unparse(name)
        if name.at == "ref" and "level" in measures:
            hint = say("write measures: [growth], [change] or both; or a shift such as @-12m")
            entry.note(
                "rule",
                say("`{shown}` needs a reference period, which a level has not", shown=shown),
                hint,
            )
        if name.breakdown == "breakdown" and repeated != "breakdown":
            hint = say("add each: breakdown in partition(ID)")
            entry.note("rule", say("`{shown}` names no breakdown here", shown=shown), hint)
        plain = {TOTAL} if repeated != "breakdown" else {"breakdown"}
        if name.breakdown in plain and any(
            other.breakdown == "" and (other.name, other.at) == (name.name, name.at)
            for other in terms
        ):
            entry.note(
                "rule", say("`{shown}` is the same quantity here without the brackets", shown=shown)
            )
    if all(name.at for name in terms):
        hint = say("leave @… out at one term: its figures say where the rule holds")
        entry.note("rule", say("every term is at another period"), hint)
