"""Rows, rule files and descriptors: what a diff calls them."""

from __future__ import annotations

import pytest
from diff_states import compared, rows_of, schema, state

from cnnic_validate.comparison import diff_packages
from cnnic_validate.model.diff import DefinitionChange, Edit, ResourceChange

OLD = "id,a\n1,x\n2,y\n3,z\n"


def test_rows_are_told_apart_by_their_key():
    new = "id,a\n4,w\n3,z\n1,changed\n"
    diff = compared(OLD, new, key=("id",))
    (table,) = diff.tables
    assert [(each.nature, each.key, each.old_line, each.new_line) for each in table.rows] == [
        ("changed", ("1",), 2, 4),
        ("removed", ("2",), 3, 0),
        ("added", ("4",), 0, 2),
    ]
    assert table.edits(table.rows[0]) == (Edit("a", "x", "changed"),)
    assert table.edits(table.rows[2]) == (Edit("id", None, "4"), Edit("a", None, "w"))
    assert table.reordered
    assert (table.old_rows, table.new_rows, table.keyed) == (3, 3, True)


def test_without_a_key_whole_rows_are_a_multiset():
    assert rows_of("a,b\n1,x\n1,x\n2,y\n", "a,b\n2,y\n1,x\n") == [("removed", ("1", "x"), 2)]
    assert rows_of("a,b\n1,x\n", "a,b\n1,z\n") == [
        ("removed", ("1", "x"), 1),
        ("added", ("1", "z"), 1),
    ]


def test_rows_with_one_key_are_numbered():
    assert rows_of("id,a\n1,x\n1,y\n", "id,a\n1,x\n1,z\n", key=("id",)) == [("changed", ("1",), 2)]


def test_a_composite_key():
    old, new = "a,b,c\n1,1,x\n1,2,y\n", "a,b,c\n1,2,z\n1,1,x\n"
    assert rows_of(old, new, key=("a", "b")) == [("changed", ("1", "2"), 1)]


def test_a_new_column_changes_only_the_rows_that_fill_it():
    diff = compared("id,a\n1,x\n2,y\n", "id,n,a\n1,,x\n2,new,y\n", key=("id",))
    (table,) = diff.tables
    assert [each.key for each in table.rows] == [("2",)]
    assert table.edits(table.rows[0]) == (Edit("n", None, "new"),)


def test_a_lost_column_changes_no_row():
    diff = compared("id,a\n1,x\n", "id\n1\n", key=("id",))
    assert diff.tables[0].rows == ()
    assert diff.differs


def test_a_key_that_one_side_lacks_does_not_tell_rows_apart():
    diff = compared("a,b\n1,x\n", "id,a,b\n7,1,x\n", key=("id",), old_key=("a",))
    (table,) = diff.tables
    assert (table.keyed, table.key) == (False, ("a", "b"))
    assert [each.nature for each in table.rows] == ["changed"]


def test_resources_added_removed_renamed_described():
    old = state({"a": "x\n1\n", "b": "x\n1\n", "c": "x\n1\n"})
    new = state({"a": "x\n1\n", "d": "x\n1\n", "e": "x\n1\n"})
    new.descriptor["resources"][1]["path"] = "b.csv"
    moved = new.package.resources[1]
    object.__setattr__(moved, "path", "b.csv")
    new.descriptor["resources"][0]["title"] = "First"
    diff = diff_packages(old, new)
    assert diff.resources == (
        ResourceChange("a", "changed", edits=(Edit("title", None, "First"),)),
        ResourceChange("d", "renamed", "b"),
        ResourceChange("e", "added", edits=(Edit("path", None, "e.csv"),)),
        ResourceChange("c", "removed", edits=(Edit("path", "c.csv", None),)),
    )
    assert [each.resource for each in diff.tables if each.rows] == ["e", "c"]


def test_rules_are_compared_entry_by_entry():
    rule = {"id": "r", "rule": "a <= b", "severity": "error"}
    waiver = {"id": "w", "until": "2025-01-01", "figures": ["f"]}
    old = state({}, documents={"rules": {"figure_rules": [rule]}, "waivers": None})
    new = state(
        {},
        documents={
            "rules": {
                "figure_rules": [rule | {"severity": "warning"}],
                "policy": {"version-bump": "off"},
            },
            "waivers": {"waivers": [waiver]},
        },
    )
    assert diff_packages(old, new).definitions == (
        DefinitionChange("figure rule", "r", "changed", (Edit("severity", "error", "warning"),)),
        DefinitionChange("policy", "version-bump", "added", (Edit("value", None, "off"),)),
        DefinitionChange(
            "waiver",
            "w",
            "added",
            (
                Edit("id", None, "w"),
                Edit("until", None, "2025-01-01"),
                Edit("figures", None, '["f"]'),
            ),
        ),
    )


def test_the_order_of_rules_says_nothing():
    rules = [{"id": "a"}, {"id": "b"}]
    old = state({}, documents={"rules": {"row_rules": rules}})
    new = state({}, documents={"rules": {"row_rules": rules[::-1]}})
    assert not diff_packages(old, new).differs


def test_words_of_the_lexicon():
    header = "word,language,script,role,value,note\n"
    old = state({}, lexicon=header + "门,zh,,classifier,,\n")
    new = state({}, lexicon=header + "门,zh,,unit,,\n")
    changes = diff_packages(old, new).definitions
    assert [(each.kind, each.id, each.nature) for each in changes] == [
        ("word", "门 zh classifier", "removed"),
        ("word", "门 zh unit", "added"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "texts"),
    [
        ("1", 1, ('"1"', "1")),
        (None, "x", ("null", "x")),
        ([1], [2], ("[1]", "[2]")),
        (True, 1, ("true", "1")),
    ],
)
def test_values_of_json_that_look_alike_look_different(old, new, texts):
    diff = diff_packages(state({}, note=old), state({}, note=new))
    (edit,) = diff.metadata
    assert edit.name == "note"
    assert (edit.old or "null", edit.new) == texts


def test_what_judges_comes_first_and_descriptions_do_not():
    header = "code,kind,title_en\n"
    keyed = schema("code", "kind", "title_en", primaryKey=["code"])
    old = state(
        {"indicators": header + "a,stock,A\nb,stock,B\nc,flow,C\n"}, schemas={"indicators": keyed}
    )
    new = state(
        {"indicators": header + "a,flow,A\nb,stock,Better\nd,stock,D\n"},
        schemas={"indicators": keyed},
    )
    changes = diff_packages(old, new).gate_changes
    assert [(each.kind, each.id, each.nature) for each in changes] == [
        ("indicator", "a", "changed"),
        ("indicator", "c", "removed"),
    ]


def test_every_new_basis_judges():
    keyed = schema("code", "exempts", primaryKey=["code"])
    old = state({"exemptions": "code,exempts\n"}, schemas={"exemptions": keyed})
    new = state({"exemptions": "code,exempts\nb,revision\n"}, schemas={"exemptions": keyed})
    (change,) = diff_packages(old, new).gate_changes
    assert (change.kind, change.id, change.nature) == ("exemption", "b", "added")
