import hashlib
import json
from decimal import Decimal

import pytest

from cnnic_validate.errors import DefinitionError, UnreadableError
from cnnic_validate.model.package import Constraints, ForeignKey, RuleFiles
from cnnic_validate.reading.descriptor import load_package, load_schema

from .support import faults_of, field, schema_of

SCHEMA = {"fields": [{"name": "id", "type": "string"}], "primaryKey": ["id"]}


def resource(**changes):
    return {"name": "a", "path": "data/a.csv", "schema": SCHEMA, **changes}


def descriptor(*resources, **changes):
    return {"name": "p", "resources": list(resources or [resource()]), **changes}


@pytest.fixture
def write(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_text("id\nx\n")

    def write(value, **others):
        for name, text in others.items():
            (tmp_path / name.replace("__", ".")).write_text(text)
        text = value if isinstance(value, str) else json.dumps(value)
        (tmp_path / "datapackage.json").write_text(text)
        return tmp_path

    return write


def faults(folder):
    with pytest.raises(DefinitionError) as caught:
        load_package(folder)
    return [(each.where, each.message, each.hint) for each in caught.value.faults]


def test_a_package_is_read_from_its_folder_or_descriptor(write):
    folder = write(
        descriptor(
            resource(title="A", custom=1, type="table", format="csv", encoding="utf-8"),
            title="T",
            version="1.0.0",
            licenses=[{"name": "CC0"}],
            **{"cnnic:rules": {"rules": "rules.yaml"}},
        ),
        rules__yaml="row_rules: []",
    )
    package = load_package(folder)
    assert package == load_package(str(folder / "datapackage.json"))
    assert (package.name, package.title, package.version) == ("p", "T", "1.0.0")
    assert package.root == folder.resolve()
    assert package.descriptor_path == str(folder / "datapackage.json")
    assert package.rule_files == RuleFiles(rules="rules.yaml")
    assert package.resource("a").schema.primary_key == ("id",)
    assert package.resource("a").title == "A"


def test_a_schema_in_a_file_of_its_own(write):
    folder = write(descriptor(resource(schema="a.json")), a__json=json.dumps(SCHEMA))
    loaded = load_package(folder).resource("a")
    assert loaded.schema == load_schema(folder / "a.json")
    assert loaded.schema_path == "a.json"


def test_faults_of_a_schema_file_name_the_file(write):
    bad = json.dumps({"fields": [{"name": "x", "type": "sting"}]})
    folder = write(
        descriptor(resource(schema="a.json"), resource(name="b", schema="a.json")), a__json=bad
    )
    with pytest.raises(DefinitionError) as caught:
        load_package(folder)
    (fault,) = caught.value.faults
    assert fault.path == str(folder / "a.json")
    assert fault.where == "fields[0].type"
    assert "did you mean `string`?" in fault.hint
    folder = write(descriptor(resource(schema="a.json")), a__json="{")
    with pytest.raises(DefinitionError, match=r"a\.json: in `line 1"):
        load_package(folder)


def test_three_faults_are_all_reported(write):
    found = faults(
        write(
            descriptor(
                resource(name="Bad Name"),
                {"name": "b", "schema": SCHEMA},
                resource(name="c", schema={"fields": [{"name": "x", "type": "interger"}]}),
            )
        )
    )
    assert [where for where, _, _ in found] == [
        "resources[0].name",
        "resources[1]",
        "resources[2].schema.fields[0].type",
    ]
    assert found[2][2] == "did you mean `integer`?"


@pytest.mark.parametrize(
    ("value", "where", "says"),
    [
        ("[]", "", "is an object"),
        ("{", "line 1, column 2", "not JSON"),
        ({"resources": [resource()]}, "", "`name` is missing"),
        ({"name": "p"}, "", "`resources` is missing"),
        ({"name": "p", "resources": []}, "resources", "at least one"),
        ({"name": 3, "resources": [resource()]}, "name", "is not a name"),
        (descriptor(title=3), "title", "a text was expected"),
        (descriptor(3), "resources[0]", "is an object"),
        (descriptor(resource(), resource()), "resources[1].name", "stands twice"),
        (descriptor({"path": "a", "schema": SCHEMA}), "resources[0]", "`name` is missing"),
        (descriptor({"name": "a", "path": "a"}), "resources[0]", "`schema` is missing"),
        (descriptor(resource(path=3)), "resources[0].path", "a text was expected"),
        (descriptor(resource(path="../a")), "resources[0].path", "steps out"),
        (descriptor(resource(path="http://x/a")), "resources[0].path", "URL"),
        (descriptor(resource(path=["a", "b"])), "resources[0].path", "several paths"),
        (descriptor(resource(schema="none.json")), "resources[0].schema", "does not exist"),
        (descriptor(resource(schema="../x.json")), "resources[0].schema", "steps out"),
        (descriptor(resource(schema=3)), "resources[0].schema", "is an object"),
        (descriptor(resource(data=[])), "resources[0].data", "not supported yet"),
        (descriptor(resource(compression="gz")), "resources[0].compression", "not supported"),
        (descriptor(resource(format="xlsx")), "resources[0].format", "not supported yet"),
        (descriptor(resource(encoding="gbk")), "resources[0].encoding", "not supported yet"),
        (descriptor(resource(dialect={"delimiter": ";"})), "resources[0].dialect.delimiter", "not"),
        (descriptor(resource(dialect="d.json")), "resources[0].dialect", "not supported yet"),
        (descriptor(resource(dialect=3)), "resources[0].dialect", "object"),
        (descriptor(resource(bytes=7)), "resources[0].bytes", "says 7 bytes, `data/a.csv` has 5"),
        (descriptor(resource(bytes="5")), "resources[0].bytes", "whole number"),
        (descriptor(resource(hash="sha256:00")), "resources[0].hash", "has `"),
        (descriptor(resource(hash="nonsense:00")), "resources[0].hash", "not a digest"),
        (descriptor(resource(path="none.csv", bytes=1)), "resources[0].path", "does not exist"),
        (descriptor(**{"cnnic:rules": {"rule": "x"}}), "cnnic:rules.rule", "unknown key"),
        (descriptor(**{"cnnic:rules": {"rules": "x"}}), "cnnic:rules.rules", "does not exist"),
        (descriptor(**{"cnnic:rules": {"rules": 3}}), "cnnic:rules.rules", "a path"),
        (descriptor(**{"cnnic:rules": []}), "cnnic:rules", "an object"),
    ],
)
def test_each_fault_of_a_descriptor(write, value, where, says):
    assert [(place, says in message) for place, message, _ in faults(write(value))] == [
        (where, True)
    ]


def test_hints_at_misspelt_properties(write):
    found = faults(write({"nmae": "p", "resurces": []}))
    assert [hint for _, _, hint in found] == [
        "`nmae` stands there: did you mean `name`?",
        "`resurces` stands there: did you mean `resources`?",
    ]
    found = faults(write(descriptor(**{"cnnic:rules": {"partition": "x"}})))
    assert found[0][2] == "did you mean `partitions`?"


def test_what_says_the_default_is_allowed(write):
    digest = hashlib.sha256(b"id\nx\n").hexdigest()
    md5 = hashlib.md5(b"id\nx\n", usedforsecurity=False).hexdigest()
    dialect = {"delimiter": ",", "header": True, "quoteChar": '"', "lineTerminator": "\r\n"}
    plain = load_package(write(descriptor(resource()))).resources
    for changes in (
        {"bytes": 5, "hash": f"sha256:{digest}"},
        {"hash": md5},
        {"dialect": dialect},
        {"path": ["data/a.csv"]},
        {"profile": "tabular-data-resource"},
    ):
        assert load_package(write(descriptor(resource(**changes)))).resources == plain, changes


def test_foreign_keys_are_checked_across_resources(write):
    def with_key(target, name="id"):
        reference = {"resource": target, "fields": [name]}
        return {**SCHEMA, "foreignKeys": [{"fields": ["id"], "reference": reference}]}

    load_package(write(descriptor(resource(), resource(name="b", schema=with_key("a")))))
    found = faults(write(descriptor(resource(), resource(name="b", schema=with_key("aa")))))
    assert found == [
        (
            "resources[1].schema.foreignKeys[0].reference.resource",
            "names an unknown resource `aa`",
            "did you mean `a`?",
        )
    ]
    found = faults(write(descriptor(resource(), resource(name="b", schema=with_key("a", "idx")))))
    assert found[0][1:] == ("`a` has no field `idx`", "did you mean `id`?")


def test_a_missing_descriptor_is_unreadable(tmp_path):
    with pytest.raises(UnreadableError, match=r"has no datapackage\.json"):
        load_package(tmp_path)


def test_a_schema_is_read():
    schema = schema_of(
        field("a", "integer", minimum="3", maximum=5, enum=[3, "04", Decimal("5.0")]),
        field("b", "number", exclusiveMinimum=Decimal("0.10"), required=True),
        field("c", "string", pattern="^a+$", minLength=1, maxLength=3, unique=True),
        field("d", "date", minimum="2020-01-01"),
        field("e", "year", minimum=1990, exclusiveMaximum="2030"),
        field("f", "yearmonth", maximum="2024-12"),
        {"name": "g", "type": "boolean", "trueValues": ["y"], "constraints": {"enum": [True]}},
        {"name": "h", "type": "string", "categories": ["x", {"value": "y", "label": "Y"}]},
        {"name": "i", "missingValues": ["-"]},
        primaryKey="a",
        uniqueKeys=[["a", "b"]],
        foreignKeys=[{"fields": "c", "reference": {"resource": "", "fields": "h"}}],
        missingValues=["", {"value": "NA", "label": "none"}],
        fieldsMatch=["subset"],
    )
    constraints = {each.name: each.constraints for each in schema.fields}
    assert constraints["a"] == Constraints(minimum=3, maximum=5, enum=("3", "04", "5"))
    assert constraints["b"] == Constraints(required=True, exclusive_minimum=Decimal("0.10"))
    assert constraints["c"] == Constraints(unique=True, min_length=1, max_length=3, pattern="^a+$")
    assert constraints["d"].minimum == "2020-01-01"
    assert (constraints["e"].minimum, constraints["e"].exclusive_maximum) == (1990, 2030)
    assert constraints["g"].enum == ("y",)
    assert constraints["h"].enum == ("x", "y")
    assert schema.field("i").missing_values == ("-",)
    assert schema.primary_key == ("a",)
    assert schema.unique_keys == (("a", "b"),)
    assert schema.foreign_keys == (ForeignKey(("c",), "", ("h",)),)
    assert schema.missing_values == ("", "NA")
    assert schema.fields_match == "subset"


@pytest.mark.parametrize(
    ("schema", "where", "says"),
    [
        ([], "", "is an object"),
        ({}, "", "`fields` is missing"),
        ({"fields": []}, "fields", "at least one field"),
        ({"fields": [3]}, "fields[0]", "is an object"),
        ({"fields": [{}]}, "fields[0]", "`name` is missing"),
        ({"fields": [{"name": 3}]}, "fields[0]", "must be a text"),
        ({"fields": [{"name": "a"}, {"name": "a"}]}, "fields[1].name", "stands twice"),
        ({"fields": [field(type_name="geopoint")]}, "fields[0].type", "not supported yet"),
        ({"fields": [field(type_name="x")]}, "fields[0].type", "unknown field type"),
        ({"fields": [{"name": "a", "title": 3}]}, "fields[0].title", "a text"),
        ({"fields": [{"name": "a", "format": "email"}]}, "fields[0].format", "not supported"),
        (
            {"fields": [{**field(type_name="number"), "groupChar": ","}]},
            "fields[0].groupChar",
            "yet",
        ),
        (
            {"fields": [{**field(type_name="number"), "decimalChar": ","}]},
            "fields[0].decimalChar",
            "not supported yet",
        ),
        (
            {"fields": [{**field(type_name="integer"), "bareNumber": False}]},
            "fields[0].bareNumber",
            "not supported yet",
        ),
        (
            {"fields": [{**field(type_name="boolean"), "trueValues": 1}]},
            "fields[0].trueValues",
            "a list of texts",
        ),
        ({"fields": [{"name": "a", "constraints": 3}]}, "fields[0].constraints", "object"),
        ({"fields": [field(requird=True)]}, "fields[0].constraints.requird", "unknown constraint"),
        ({"fields": [field(required=1)]}, "fields[0].constraints.required", "true or false"),
        ({"fields": [field(minLength=-1)]}, "fields[0].constraints.minLength", "whole number"),
        ({"fields": [field(minLength=3, maxLength=2)]}, "fields[0].constraints", "no text"),
        ({"fields": [field(pattern="(")]}, "fields[0].constraints.pattern", "usable pattern"),
        ({"fields": [field(pattern=3)]}, "fields[0].constraints.pattern", "a text"),
        ({"fields": [field(minimum=3)]}, "fields[0].constraints.minimum", "not a constraint of"),
        (
            {"fields": [field("a", "integer", pattern="a")]},
            "fields[0].constraints.pattern",
            "not a",
        ),
        ({"fields": [field("a", "object")]}, "fields[0].type", "not supported yet"),
        ({"fields": [field(jsonSchema={})]}, "fields[0].constraints.jsonSchema", "not supported"),
        (
            {"fields": [field("a", "integer", minimum="x")]},
            "fields[0].constraints.minimum",
            "bound",
        ),
        (
            {"fields": [field("a", "integer", minimum=True)]},
            "fields[0].constraints.minimum",
            "bound",
        ),
        ({"fields": [field("a", "number", minimum="NaN")]}, "fields[0].constraints.minimum", "NaN"),
        (
            {"fields": [field("a", "date", minimum="2023-02-30")]},
            "fields[0].constraints.minimum",
            "b",
        ),
        (
            {"fields": [field("a", "integer", minimum=3, maximum=2)]},
            "fields[0].constraints",
            "no value",
        ),
        (
            {"fields": [field("a", "number", minimum=3, exclusiveMaximum=3)]},
            "fields[0].constraints",
            "no value",
        ),
        ({"fields": [field(enum=[])]}, "fields[0].constraints.enum", "at least one"),
        (
            {"fields": [field("a", "integer", enum=[1, "x"])]},
            "fields[0].constraints.enum[1]",
            "type",
        ),
        (
            {"fields": [{**field(enum=["z"]), "categories": ["x"]}]},
            "fields[0].constraints.enum",
            "categories",
        ),
        (
            {"fields": [{**field(type_name="date"), "categories": ["x"]}]},
            "fields[0].categories",
            "not a property",
        ),
        ({"fields": ["a"], "primaryKey": ["b"]}, "primaryKey", "unknown field `b`"),
        ({"fields": ["a"], "primaryKey": ["a", "a"]}, "primaryKey", "twice"),
        ({"fields": ["a"], "primaryKey": 3}, "primaryKey", "a list"),
        ({"fields": ["a"], "uniqueKeys": [["b"]]}, "uniqueKeys[0]", "unknown field `b`"),
        ({"fields": ["a"], "uniqueKeys": []}, "uniqueKeys", "at least one"),
        ({"fields": ["a"], "missingValues": "x"}, "missingValues", "a list of texts"),
        ({"fields": ["a"], "missingValues": ["x", "x"]}, "missingValues", "twice"),
        ({"fields": ["a"], "fieldsMatch": "exakt"}, "fieldsMatch", "is not one of"),
        ({"fields": ["a"], "foreignKeys": 3}, "foreignKeys", "a list"),
        ({"fields": ["a"], "foreignKeys": [3]}, "foreignKeys[0]", "is an object"),
        ({"fields": ["a"], "foreignKeys": [{}]}, "foreignKeys[0]", "are needed"),
        (
            {"fields": ["a"], "foreignKeys": [{"fields": "b", "reference": {"fields": "a"}}]},
            "foreignKeys[0].fields",
            "unknown field `b`",
        ),
        (
            {
                "fields": ["a"],
                "foreignKeys": [{"fields": "a", "reference": {"fields": ["a", "a"]}}],
            },
            "foreignKeys[0].reference.fields",
            "twice",
        ),
        (
            {
                "fields": ["a"],
                "foreignKeys": [{"fields": "a", "reference": {"resource": 3, "fields": "a"}}],
            },
            "foreignKeys[0].reference.resource",
            "resource name",
        ),
    ],
)
def test_each_fault_of_a_schema(schema, where, says):
    if isinstance(schema, dict) and schema.get("fields"):
        fields = [{"name": each} if isinstance(each, str) else each for each in schema["fields"]]
        schema = {**schema, "fields": fields}
    found = faults_of(schema)
    assert found
    assert found[0].where == where
    assert says in found[0].message
