"""Row rules against the Table Schemas: known resources, known columns, numbers with numbers."""

from __future__ import annotations

from collections.abc import Iterator

from cnnic_validate.check.definitions.partitions import DefinitionFault
from cnnic_validate.expressions import names, quoted, unparse
from cnnic_validate.message import say
from cnnic_validate.model.expression import Binary, Call, Expression, Name, QuotedText, Unary
from cnnic_validate.model.lexical import NUMERIC_TYPES
from cnnic_validate.model.package import Package, TableSchema
from cnnic_validate.model.rule import RowRule
from cnnic_validate.model.spelling import did_you_mean

_LOGIC = {"and", "or"}
_ARITHMETIC = {"+", "-", "*", "/"}


def row_rule_faults(rule: RowRule, package: Package) -> Iterator[DefinitionFault]:
    """Give what is wrong with a row rule: its resource, its columns, what it compares."""
    resource = package.resource(rule.resource)
    if resource is None:
        known = [each.name for each in package.resources]
        hint = did_you_mean(rule.resource, known)
        yield DefinitionFault(
            "resource", say("the resource {resource} is unknown", resource=rule.resource), hint
        )
        return
    for key, tree in (("rule", rule.condition), ("applies", rule.applies)):
        if tree is not None:
            yield from _tree_faults(tree, resource.schema, key)


def _tree_faults(tree: Expression, schema: TableSchema, key: str) -> Iterator[DefinitionFault]:
    columns = [field.name for field in schema.fields]
    unknown = [name.name for name in names(tree) if name.name not in columns]
    for name in unknown:
        hint = did_you_mean(name, columns)
        yield DefinitionFault(key, say("there is no column {name}", name=name), hint)
    if not unknown:
        for message, hint in _sort_faults(tree, schema):
            yield DefinitionFault(key, message, hint)


def _sort_faults(tree: Expression, schema: TableSchema) -> Iterator[tuple[str, str]]:
    """Report texts where numbers belong, and comparisons of a text with a number."""
    if isinstance(tree, Binary) and tree.operator in _LOGIC:
        yield from _sort_faults(tree.left, schema)
        yield from _sort_faults(tree.right, schema)
    elif isinstance(tree, Unary) and tree.operator == "not":
        yield from _sort_faults(tree.operand, schema)
    elif isinstance(tree, Binary):
        for side in (tree.left, tree.right):
            if not isinstance(side, Name):
                yield from _number_faults(side, schema)
        yield from _comparison_faults(tree, schema)


def _comparison_faults(tree: Binary, schema: TableSchema) -> Iterator[tuple[str, str]]:
    # `column == ''` asks whether the cell is missing, whatever its type.
    if QuotedText("") in (tree.left, tree.right) and tree.operator in {"==", "!="}:
        return
    if _is_number(tree.left, schema) != _is_number(tree.right, schema):
        text = tree.right if _is_number(tree.left, schema) else tree.left
        hint = (
            say("write the number without quotes")
            if isinstance(text, QuotedText)
            else say("the schema says that {text} is no number", text=unparse(text))
        )
        yield say("{tree} compares a text with a number", tree=quoted(tree)), hint


def _is_number(tree: Expression, schema: TableSchema) -> bool:
    if isinstance(tree, Name):
        field = schema.field(tree.name)
        return field is not None and field.type in NUMERIC_TYPES
    return not isinstance(tree, QuotedText)


def _number_faults(tree: Expression, schema: TableSchema) -> Iterator[tuple[str, str]]:
    """Report the columns inside arithmetic that are no numbers."""
    if isinstance(tree, Name) and not _is_number(tree, schema):
        field = schema.field(tree.name)
        kind = field.type if field else ""
        yield (
            say("the column {name} is no number, its type is {kind}", name=tree.name, kind=kind),
            "",
        )
    elif isinstance(tree, Unary):
        yield from _number_faults(tree.operand, schema)
    elif isinstance(tree, Binary):
        yield from _number_faults(tree.left, schema)
        yield from _number_faults(tree.right, schema)
    elif isinstance(tree, Call):
        for argument in tree.arguments:
            yield from _number_faults(argument, schema)
