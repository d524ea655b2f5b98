import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnic_validate.errors import DefinitionError, UnreadableError
from cnnic_validate.reading.documents import parse_json, parse_yaml, read_json, read_yaml


def messages(parse, text):
    with pytest.raises(DefinitionError) as caught:
        parse(text, "d")
    return [(each.where, each.message) for each in caught.value.faults]


def test_json_keeps_the_digits_of_numbers():
    assert parse_json('{"a": [0.10, 1, -1e2, true, null, "x"]}', "d") == {
        "a": [Decimal("0.10"), 1, Decimal("-1e2"), True, None, "x"]
    }
    assert str(parse_json("0.10", "d")) == "0.10"


def test_every_fault_of_a_json_document_is_reported():
    found = messages(parse_json, '{"a": 1, "a": NaN, "b": [{"c": 1, "c": -Infinity}]}')
    texts = [message for _, message in found]
    assert len(found) == 4
    assert any("`a` stands twice" in each for each in texts)
    assert any("`c` stands twice" in each for each in texts)
    assert any("`NaN`" in each for each in texts)
    assert any("`-Infinity`" in each for each in texts)


def test_a_syntax_error_has_its_line_and_column():
    ((where, message),) = messages(parse_json, '{\n "a": 1,\n "b" 2}')
    assert where == "line 3, column 6"
    assert message == "not JSON: a colon was expected"


@pytest.mark.parametrize("text", ["[" * 101 + "]" * 101, '{"a":' * 101 + "1" + "}" * 101])
def test_json_nested_too_deep_is_refused(text):
    assert "100 levels" in messages(parse_json, text)[0][1]


def test_json_nested_a_million_deep_is_refused():
    assert "100 levels" in messages(parse_json, "[" * 1_000_000)[0][1]


def test_json_nested_to_the_limit_is_read():
    assert parse_json("[" * 100 + "]" * 100, "d")


def test_half_a_character_and_endless_numbers_are_refused():
    assert "half a character" in messages(parse_json, r'{"a": "\ud800"}')[0][1]
    assert parse_json(r'"\ud83d\ude00"', "d") == "\U0001f600"
    assert messages(parse_json, "1" * 5000)
    assert "out of range" in messages(parse_json, "1e" + "9" * 30)[0][1]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text("ab:#-'\"\n é"),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("xy "), inner),
        max_leaves=8,
    )
)
def test_yaml_reads_json_as_json_does(value):
    text = json.dumps(value, ensure_ascii=False)
    assert parse_yaml(text, "d") == parse_json(text, "d") == value


def test_plain_yaml_scalars_are_read_as_json_does_or_as_text():
    text = "[no, yes, 1_000, 012, 0x1F, 12:30, 2025-01-17, 1., .5, ~, null, true, 1, -1.50, '1']"
    assert parse_yaml(text, "d") == [
        *["no", "yes", "1_000", "012", "0x1F", "12:30", "2025-01-17", "1.", ".5"],
        *[None, None, True, 1, Decimal("-1.50"), "1"],
    ]


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("a: &x 1", "line 1", "anchor `&x`"),
        ("a: !!str 1", "line 1", "tag"),
        ("a: !python/object:os.system x", "line 1", "tag"),
        ("a: 1\nb: 2\na: 3", "line 3", "`a` stands twice"),
        ("? [a]\n: 1", "line 1", "is not text"),
        ("---\na: 1\n---\nb: 1", "line 3", "second document"),
        ("a: [1\nb: 2", "line 2", "not YAML"),
        ("a: \x01", "", "not YAML"),
        ("[" * 101 + "]" * 101, "line 1", "100 levels"),
        ("a: 1e" + "9" * 30, "line 1", "out of range"),
    ],
)
def test_yaml_that_means_something_else_is_refused(text, where, says):
    found = messages(parse_yaml, text)
    assert any(place == where and says in message for place, message in found)


def test_every_fault_of_a_yaml_document_is_reported():
    found = messages(parse_yaml, "a: &x 1\nb: *x\nc: !!int 2\n")
    assert [place for place, _ in found] == ["line 1", "line 2", "line 3"]


def test_an_empty_yaml_document_is_none():
    assert parse_yaml("", "d") is None
    assert parse_yaml("# nothing\n", "d") is None


def test_merge_keys_are_plain_keys():
    assert parse_yaml("<<: 1", "d") == {"<<": 1}


def test_files_are_read_with_their_names(tmp_path):
    (tmp_path / "a.json").write_text('{"a": 1}', encoding="utf-8-sig")
    (tmp_path / "a.yaml").write_text("a: 1")
    assert read_json(tmp_path / "a.json", "a") == read_yaml(tmp_path / "a.yaml", "a") == {"a": 1}
    with pytest.raises(UnreadableError, match=r"shown\.json: does not exist"):
        read_json(tmp_path / "none.json", "shown.json")
