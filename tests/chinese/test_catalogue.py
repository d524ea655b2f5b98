"""The Chinese catalogue: complete, with the same values, and compiled."""

import importlib.util
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "messages.py"
LOCALE = ROOT / "src/cnnic_validate/locale/zh/LC_MESSAGES/cnnic_validate.po"


def script():
    spec = importlib.util.spec_from_file_location("messages", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MESSAGES = script()


@pytest.fixture(scope="module")
def entries():
    with LOCALE.open("rb") as stream:
        found = {
            each.id if isinstance(each.id, str) else tuple(each.id): each
            for each in read_po(stream, locale="zh")
            if each.id
        }
    assert len(found) > 1000
    return found


def chinese(entry):
    return entry.string if isinstance(entry.string, str) else entry.string[0]


def test_no_message_lacks_a_translation(entries):
    templates = set(MESSAGES.templates())
    assert templates - entries.keys() == set(), "run scripts/messages.py, then translate"
    assert entries.keys() - templates == set(), "run scripts/messages.py: these are not used"
    assert [key for key, each in entries.items() if not chinese(each) or each.fuzzy] == []


def test_catalogues_are_what_the_script_writes():
    done = subprocess.run(
        [sys.executable, SCRIPT, "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert ", 0 without a translation" in done.stdout


def fields_of(text):
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:  # a brace that is meant as one: the template has no values
        return set()


def test_translations_have_the_values_of_their_templates(entries):
    for key, each in entries.items():
        english = key if isinstance(key, str) else " ".join(key)
        assert fields_of(chinese(each)) <= fields_of(english), key
        lost = fields_of(english) - fields_of(chinese(each))
        assert lost == set() or isinstance(key, tuple), key


# What is written the same in both languages: punctuation, formulas, examples of data.
ALIKE = re.compile(r"[^a-z]*|.*(\{.*\}|`).*", re.DOTALL)


def test_translations_are_chinese(entries):
    for key, each in entries.items():
        text = chinese(each)
        is_chinese = any("\u4e00" <= character <= "\u9fff" for character in text)
        assert is_chinese or ALIKE.fullmatch(key if isinstance(key, str) else key[0]), key


def test_translations_use_chinese_punctuation(entries):
    """A comma, colon or question mark beside a Chinese character is a Chinese one."""
    wrong = re.compile(r"[\u4e00-\u9fff][,;?!]|[\u4e00-\u9fff]:(?! )|[,;?!][\u4e00-\u9fff]")
    assert [chinese(each) for each in entries.values() if wrong.search(chinese(each))] == []


def test_a_message_that_is_not_extracted_would_be_seen(tmp_path, monkeypatch, entries):
    (tmp_path / "new.py").write_text('say("a message nobody translated")\n', encoding="utf-8")
    monkeypatch.setattr(MESSAGES, "ROOT", tmp_path)
    assert set(MESSAGES.templates()) - entries.keys() == {"a message nobody translated"}
