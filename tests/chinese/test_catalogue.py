"""The Chinese catalogue: complete, with the same values, and compiled."""

import ast
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


# click has named the type, in English, before it knows the language.
WITHOUT_A_VALUE = {"{name} {filename!r} is a directory."}


def test_translations_have_the_values_of_their_templates(entries):
    for key, each in entries.items():
        english = key if isinstance(key, str) else " ".join(key)
        assert fields_of(chinese(each)) <= fields_of(english), key
        lost = fields_of(english) - fields_of(chinese(each))
        assert lost == set() or isinstance(key, tuple) or key in WITHOUT_A_VALUE, key


# What is written the same in both: punctuation, formulas, examples of data, signs of units.
ALIKE = re.compile(r"[^a-z]*|.*(\{.*\}|`).*", re.DOTALL)


def test_translations_are_chinese(entries):
    for key, each in entries.items():
        text = chinese(each)
        is_chinese = any("\u4e00" <= character <= "\u9fff" for character in text)
        english = key if isinstance(key, str) else key[0]
        assert is_chinese or ALIKE.fullmatch(english) or not re.search("[a-z]", text), key


def test_translations_use_chinese_punctuation(entries):
    """A comma, colon or question mark beside a Chinese character is a Chinese one."""
    wrong = re.compile(r"[\u4e00-\u9fff][,;?!]|[\u4e00-\u9fff]:(?! )|[,;?!][\u4e00-\u9fff]")
    assert [chinese(each) for each in entries.values() if wrong.search(chinese(each))] == []


def test_a_message_that_is_not_extracted_would_be_seen(tmp_path, monkeypatch, entries):
    (tmp_path / "new.py").write_text('say("a message nobody translated")\n', encoding="utf-8")
    monkeypatch.setattr(MESSAGES, "ROOT", tmp_path)
    assert set(MESSAGES.templates()) - entries.keys() == {"a message nobody translated"}


# What takes texts that people read, and from which argument on.
TEXTS = {
    "UnreadableError": 1,
    "Fault": 2,
    "Finding": 2,
    "Damage": 1,
    "Reason": 1,
    "UsageError": 0,
    "usage_error": 0,
    "BadParameter": 0,
}
# Loading frames is for programs alone, and commands are written alike.
SPOKEN_ENGLISH = {"frames.py"}


def test_texts_for_people_are_made_by_say():
    plain = []
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", "")
            for each in node.args[TEXTS[name] :] if name in TEXTS else ():
                is_text = isinstance(each, ast.Constant) and " " in str(each.value)
                if is_text or (isinstance(each, ast.JoinedStr) and " " in ast.unparse(each)[2:-1]):
                    plain.append(f"{path.name}:{each.lineno}")
    assert [each for each in plain if each.split(":")[0] not in SPOKEN_ENGLISH] == []
