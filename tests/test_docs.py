"""docs/findings.md says what the code does."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

from cnnic_validate.model.codes import CODES

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src/cnnic_validate"
FINDINGS = (ROOT / "docs/findings.md").read_text(encoding="utf-8")
ENTRY = re.compile(r"^### `([a-z-]+)`\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
DOCUMENTED = dict(ENTRY.findall(FINDINGS))
MAKERS = {"Finding", "Unreadable"}


def trees():
    for path in sorted(SOURCE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def texts(tree):
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def codes_made(tree):
    """Give the codes written in the calls that make findings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in MAKERS:
            given = [each.value for each in node.keywords if each.arg == "code"] or node.args[:1]
            yield from (each.value for each in given if isinstance(each, ast.Constant))


def test_every_code_that_is_made_is_documented():
    made = {code: path.name for path, tree in trees() for code in codes_made(tree)}
    assert len(made) > 10
    assert {code: name for code, name in made.items() if code not in DOCUMENTED} == {}


def test_every_code_of_a_case_is_documented():
    codes = {
        finding["code"]
        for path in (ROOT / "tests/cases").glob("*/expected.json")
        for finding in json.loads(path.read_text(encoding="utf-8"))["findings"]
    }
    assert codes
    assert codes - set(DOCUMENTED) == set()


def test_every_documented_code_is_used():
    judging = ("check", "reading", "figures")
    used = {
        text
        for path, tree in trees()
        if path.relative_to(SOURCE).parts[0] in judging
        for text in texts(tree)
    }
    assert set(DOCUMENTED) - used == set()


def test_every_entry_has_an_example_and_a_mend():
    lacking = [
        code
        for code, text in DOCUMENTED.items()
        if text.count("**Example:**") != 1 or text.count("**Fix:**") != 1
    ]
    assert lacking == []
    assert len(DOCUMENTED) == FINDINGS.count("\n### ")


def test_explain_says_what_the_document_says():
    """`cnnic explain CODE` has the words of docs/findings.md, without bold type."""
    said = {
        code: "\n\n".join((each.meaning, f"**Example:** {each.example}", f"**Fix:** {each.fix}"))
        for code, each in CODES.items()
    }
    assert said == {code: in_paragraphs(text) for code, text in DOCUMENTED.items()}


def in_paragraphs(entry):
    """Give an entry with one line a paragraph and the meaning in plain type."""
    meaning, *rest = (" ".join(each.split()) for each in entry.strip().split("\n\n"))
    return "\n\n".join((meaning.replace("**", ""), *rest))
