"""What each change of a schema does to tables that were valid, and the version that it demands."""

from __future__ import annotations

import pytest
from diff_states import schema, state

from cnnic_validate.comparison import diff_packages
from cnnic_validate.errors import UnreadableError
from cnnic_validate.model.version import Bump, SemanticVersion, parse_version
from cnnic_validate.release.version import advice, least_version


def between(old, new):
    return diff_packages(state({"t": ""}, schemas={"t": old}), state({"t": ""}, schemas={"t": new}))


def field(**properties):
    constraints = properties.pop("constraints", {})
    made = {"name": "a", "type": "integer", **properties}
    return schema("id", made | ({"constraints": constraints} if constraints else {}))


def limit(**constraints):
    return field(constraints=constraints)


def word(**constraints):
    return field(type="string", constraints=constraints)


@pytest.mark.parametrize(
    ("old", "new", "what", "effect", "level"),
    [
        (schema("a"), schema("a", "b"), "field", "breaking", "major"),
        (schema("a", "b"), schema("a"), "field", "breaking", "major"),
        (schema("a", "b"), schema("b", "a"), "order", "breaking", "major"),
        (field(), field(type="number"), "type", "breaking", "major"),
        (field(), field(missingValues=["-"]), "missingValues", "breaking", "major"),
        (schema("a"), schema("a", missingValues=["", "-"]), "missingValues", "breaking", "major"),
        (field(), limit(required=True), "required", "tighter", "major"),
        (limit(required=True), field(), "required", "looser", "minor"),
        (field(), limit(minimum=1), "minimum", "tighter", "major"),
        (limit(minimum=1), limit(minimum=2), "minimum", "tighter", "major"),
        (limit(minimum=2), limit(minimum=1), "minimum", "looser", "minor"),
        (limit(maximum=1), limit(maximum=2), "maximum", "looser", "minor"),
        (limit(maximum=10), limit(maximum=9), "maximum", "tighter", "major"),
        (limit(exclusiveMaximum=2), field(), "exclusiveMaximum", "looser", "minor"),
        (word(), word(pattern="a"), "pattern", "tighter", "major"),
        (word(pattern="a"), word(pattern="a|b"), "pattern", "tighter", "major"),
        (word(pattern="a"), word(), "pattern", "looser", "minor"),
        (word(minLength=2), word(minLength=1), "minLength", "looser", "minor"),
        (word(enum=["x"]), word(enum=["x", "y"]), "enum", "looser", "minor"),
        (word(enum=["x", "y"]), word(enum=["x", "z"]), "enum", "tighter", "major"),
        (word(enum=["x", "y"]), word(enum=["y", "x"]), "enum", "none", "patch"),
        (field(), field(title="A"), "title", "none", "patch"),
        (schema("a"), schema("a", description="Rows."), "description", "none", "patch"),
        (schema("a"), schema("a", primaryKey=["a"]), "primaryKey", "tighter", "major"),
        (schema("a", primaryKey=["a"]), schema("a"), "primaryKey", "looser", "minor"),
        (schema("a"), schema("a", uniqueKeys=[["a"]]), "uniqueKeys", "tighter", "major"),
        (schema("a"), schema("a", fieldsMatch="partial"), "fieldsMatch", "looser", "minor"),
        (
            schema("a", fieldsMatch="subset"),
            schema("a", fieldsMatch="superset"),
            "fieldsMatch",
            "tighter",
            "major",
        ),
        (
            field(type="boolean"),
            field(type="boolean", trueValues=["yes"]),
            "trueValues",
            "breaking",
            "major",
        ),
    ],
)
def test_effects(old, new, what, effect, level):
    diff = between(old, new)
    assert [(each.what, each.effect) for each in diff.schemas] == [(what, effect)]
    assert least_version("1.2.3", diff).level == level
    assert bool(diff.gate_changes) == (effect != "none")


def test_dates_are_compared_as_dates():
    day = {"name": "a", "type": "date"}
    old = schema(day | {"constraints": {"minimum": "2024-01-01"}})
    new = schema(day | {"constraints": {"minimum": "2023-12-31"}})
    (change,) = between(old, new).schemas
    assert (change.effect, change.old, change.new) == ("looser", "2024-01-01", "2023-12-31")


def test_foreign_keys_are_named_whole():
    key = {"fields": ["a"], "reference": {"resource": "", "fields": ["b"]}}
    (change,) = between(schema("a", "b"), schema("a", "b", foreignKeys=[key])).schemas
    assert (change.what, change.effect, change.new) == ("foreignKeys", "tighter", "a → itself(b)")


def test_a_field_put_between_others_reorders_them():
    diff = between(schema("a", "b"), schema("a", "n", "b"))
    assert [(each.what, each.new) for each in diff.schemas] == [
        ("field", '{"name": "n"}'),
        ("order", "a n b"),
    ]


def rows(old, new):
    keyed = {"t": schema("id", "a", primaryKey=["id"])}
    return diff_packages(state({"t": old}, schemas=keyed), state({"t": new}, schemas=keyed))


@pytest.mark.parametrize(
    ("new", "version", "reason"),
    [
        ("id,a\n1,x\n2,y\n", "1.2.3", None),
        ("id,a\n1,x\n", "2.0.0", "1 row of t deleted"),
        ("id,a\n1,x\n2,y\n3,z\n4,z\n", "1.3.0", "2 rows of t added"),
        ("id,a\n1,x\n2,corrected\n", "1.2.4", "1 row of t corrected"),
        ("id,a\n2,y\n1,x\n", "1.2.4", "rows of t reordered"),
    ],
)
def test_rows_and_the_version(new, version, reason):
    bump = least_version("1.2.3", rows("id,a\n1,x\n2,y\n", new))
    assert bump.version == version
    assert [each.text for each in bump.reasons] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("old", "new", "version"),
    [
        ({"a": "x\n"}, {"a": "x\n", "b": "x\n"}, "1.1.0"),
        ({"a": "x\n", "b": "x\n"}, {"a": "x\n"}, "2.0.0"),
    ],
)
def test_resources_and_the_version(old, new, version):
    assert least_version("1.0.0", diff_packages(state(old), state(new))).version == version


@pytest.mark.parametrize(
    ("properties", "version"),
    [
        ({"name": "other"}, "2.0.0"),
        ({"title": "T"}, "1.0.1"),
        ({"version": "9.0.0"}, "1.0.0"),
    ],
)
def test_metadata_and_the_version(properties, version):
    diff = diff_packages(state({}), state({}, **properties))
    assert least_version("1.0.0", diff).version == version


def test_a_renamed_file_breaks_who_reads_it():
    old, new = state({"t": "x\n"}), state({"t": "x\n"})
    new.descriptor["resources"][0]["path"] = "other.csv"
    bump = least_version("1.0.0", diff_packages(old, new))
    assert bump.reasons[0].text == "file of t renamed: t.csv → other.csv"
    assert bump.version == "2.0.0"


def test_reasons_come_worst_first():
    bump = least_version("1.0.0", rows("id,a\n1,x\n2,y\n", "id,a\n2,z\n3,n\n"))
    assert [each.level for each in bump.reasons] == ["major", "minor", "patch"]


@pytest.mark.parametrize(
    ("old", "level", "new"),
    [
        ("0.4.2", "major", "1.0.0"),
        ("0.4.2", "minor", "0.5.0"),
        ("0.0.0", "patch", "0.0.1"),
        ("2.0.0-rc.1", "major", "2.0.0"),
        ("1.3.0-rc.1", "major", "2.0.0"),
        ("1.3.0-rc.1", "minor", "1.3.0"),
        ("1.3.1-rc.1", "minor", "1.4.0"),
        ("1.3.1-rc.1", "patch", "1.3.1"),
        ("1.2.3+build.5", "patch", "1.2.4"),
    ],
)
def test_versions_that_are_no_plain_release(old, level, new):
    made = {
        "major": "id,a\n",
        "minor": "id,a\n1,x\n2,y\n",
        "patch": "id,a\n1,z\n",
    }[level]
    assert least_version(old, rows("id,a\n1,x\n", made)).version == new


@pytest.mark.parametrize("text", ["", "1.0", "v1.0.0", "1.0.0-01", "01.0.0", "1.0.0 ", "1.0.٠"])
def test_what_is_no_semantic_version(text):
    with pytest.raises(UnreadableError, match="version"):
        parse_version(text)
    assert not Bump("1.0.0", "patch", ()).allows(text)


SEMVER_ORDER = [
    "1.0.0-alpha",
    "1.0.0-alpha.1",
    "1.0.0-alpha.beta",
    "1.0.0-beta",
    "1.0.0-beta.2",
    "1.0.0-beta.11",
    "1.0.0-rc.1",
    "1.0.0",
    "1.0.1",
    "1.10.0",
]


def test_precedence_is_that_of_semver():
    assert [str(each) for each in sorted(map(parse_version, sorted(SEMVER_ORDER)))] == SEMVER_ORDER
    assert parse_version("1.0.0+a") == SemanticVersion((1, 0, 0))


@pytest.mark.parametrize(
    ("declared", "enough"),
    [("1.0.0", True), ("1.0.1", False), ("1.1.0", True), ("1.1.0-rc.1", True), ("0.9.0", False)],
)
def test_the_version_that_is_declared(declared, enough):
    keyed = {"t": schema("id", primaryKey=["id"])}
    old = state({"t": "id\n"}, schemas=keyed, version="1.0.0")
    new = state({"t": "id\n1\n"}, schemas=keyed, version=declared)
    found = advice(diff_packages(old, new))
    assert (found.bump.version, found.is_enough) == ("1.1.0", enough)
