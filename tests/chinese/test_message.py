"""Messages are text, and remember what they were made of."""

import copy
import json
import pickle

import pytest

from cnnic_validate.errors import DefinitionError, Fault
from cnnic_validate.message import Message, joined, say, say_n, titled
from cnnic_validate.model.finding import Finding
from cnnic_validate.model.place import Place
from cnnic_validate.render.translate import in_language, translated


def test_a_message_is_its_english_text():
    message = say("{name} is empty", name="id")
    assert message == "id is empty"
    assert hash(message) == hash("id is empty")
    assert json.dumps([message]) == '["id is empty"]'
    assert sorted(["z", message]) == [message, "z"]


def test_a_template_without_values_keeps_its_braces():
    assert say("`{` is not closed") == "`{` is not closed"


@pytest.mark.parametrize(("number", "text"), [(1, "line 7"), (2, "lines 7")])
def test_numbers_choose_the_english_form(number, text):
    message = say_n("line {lines}", "lines {lines}", number, lines="7")
    assert message == text
    assert translated(message, "zh") == "第 7 行"


def test_values_are_translated_too():
    message = say("{value}: {refusal}", value="`x`", refusal=say("the path is empty"))
    assert translated(message, "zh") == "`x`：路径为空"
    assert translated(message, "en") == message


def test_joined_texts_are_translated_one_by_one():
    message = joined(" or ", [say("is empty"), "x"])
    assert message == "is empty or x"
    assert translated(message, "zh") == "为空或 x"


def test_added_texts_are_translated_one_by_one():
    assert translated(say("is empty") + "!", "zh") == "为空!"
    assert translated("!" + say("is empty"), "zh") == "!为空"
    text = say("is empty")
    text += say("is empty")
    assert translated(text, "zh") == "为空为空"


def test_titles_come_from_the_package():
    assert translated(titled("Internet users", "网民规模"), "zh") == "网民规模"
    assert translated(titled("Internet users", ""), "zh") == "Internet users"


def test_plain_text_stays():
    assert translated("is empty", "zh") == "is empty"


def test_what_has_no_translation_stays_english():
    assert (
        translated(say("{name} was never translated", name="x"), "zh") == "x was never translated"
    )


def test_an_error_about_a_message_can_be_translated():
    error = ValueError(say("is empty"))
    assert translated(str(error), "zh") == "为空"
    assert str(DefinitionError([Fault("a.json", "x", say("is empty"))])) == (
        "a.json: in `x`: is empty"
    )


@pytest.mark.parametrize("again", [copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))])  # noqa: S301 - our own bytes
def test_copies_can_be_translated(again):
    assert translated(again(say("is empty")), "zh") == "为空"


def test_a_value_of_the_model_is_translated_whole():
    finding = Finding("required", "error", say("is empty"), Place("a.csv", 2), hint="as it is")
    chinese = in_language((finding,), "zh")[0]
    assert (chinese.message, chinese.hint, chinese.severity) == ("为空", "as it is", "error")
    assert in_language(finding, "en") is finding
    plain = Finding("required", "error", "plain", Place("a.csv", 2))
    assert in_language(plain, "zh") is plain


def test_a_message_is_made_by_say():
    assert isinstance(say("is empty"), Message)
