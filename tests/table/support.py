"""Small tables and schemas for tests."""

import contextlib

import pytest

from cnnic_validate.check.table import check_table
from cnnic_validate.expressions import parse
from cnnic_validate.model.package import Resource
from cnnic_validate.model.rule import RowRule
from cnnic_validate.reading import passing, reader
from cnnic_validate.reading.reader import read_text_table
from cnnic_validate.reading.table_schema import table_schema


def schema_of(*fields, **properties):
    """Build a schema that must have no fault."""
    faults = []
    fields = [{"name": each} if isinstance(each, str) else each for each in fields]
    schema = table_schema({"fields": fields, **properties}, faults)
    assert not faults
    return schema


def faults_of(value):
    faults = []
    table_schema(value, faults)
    return faults


def rule(text, *, applies="", severity="error", rule_id="r", why="because"):
    applies = parse(applies) if applies else None
    return RowRule(rule_id, "t", text, parse(text), "title", severity, why, applies)


@contextlib.contextmanager
def in_chunks(of_bytes, split_bytes=16):
    """Let tables be read in chunks of a size, and proven on bytes above another."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "CHUNK_BYTES", of_bytes)
        patch.setattr(passing, "SPLIT_BYTES", split_bytes)
        yield


def check(content, schema, rules=(), **foreign):
    """Check a table, held whole and in tiny chunks: both must say the same."""
    verdict = check_once(content, schema, rules, **foreign)
    with in_chunks(24):
        assert check_once(content, schema, rules, **foreign) == verdict
    return verdict


def check_once(content, schema, rules=(), **foreign):
    table = read_text_table(content, "t.csv")
    others = {name: read_text_table(text, f"{name}.csv") for name, text in foreign.items()}
    return check_table(table, Resource("t", "t.csv", schema), rules, others)


def codes(verdict):
    return [each.code for each in verdict.findings]


def field(name="a", type_name="string", **constraints):
    return {"name": name, "type": type_name, "constraints": constraints}
