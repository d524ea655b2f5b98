"""Every folder of tests/cases gives exactly its expected.json; tests/cases/README.md says how."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from cnnic_validate.check.table import check_table
from cnnic_validate.cli.commands import validate
from cnnic_validate.errors import CnnicError
from cnnic_validate.workflow import gate
from cnnic_validate.workflow.loading import load_inputs
from tests.table.support import in_chunks

CASES = Path(__file__).parent / "cases"
BASE = CASES / "_base"
NAMES = sorted(each.name for each in CASES.iterdir() if each.is_dir() and each != BASE)
FINDINGS = (Path(__file__).parents[1] / "docs/findings.md").read_text(encoding="utf-8")
OWN = {"case.json", "expected.json"}
INCOMING = "incoming.csv"
KEYS = {"about", "cells", "text", "lines", "remove", "arguments", "several", "also", "against"}


def read_json(path):
    return json.loads(path.read_text(encoding="utf-8"))


def csv_line(cells):
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def set_cells(path, rows):
    """Rewrite single cells of a CSV file: {key of the row: {column: text}}, other lines as is."""
    lines = path.read_text(encoding="utf-8").splitlines()
    header = next(csv.reader(lines))
    for key, cells in rows.items():
        (at,) = (at for at, line in enumerate(lines) if line.startswith(f"{key},"))
        row = dict(zip(header, next(csv.reader([lines[at]])), strict=True))
        assert cells.keys() <= row.keys()
        assert any(row[column] != text for column, text in cells.items())
        lines[at] = csv_line((row | cells).values())
    write(path, "\n".join(lines) + "\n")


def replace_text(path, pairs):
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
        text = text.replace(old, new)
    write(path, text)


def write(path, text):
    path.write_bytes(text.encode("utf-8"))


def make(name, folder):
    """Put a case together: the base, the case's own files over it, then its edits."""
    shutil.copytree(BASE, folder)
    if name == BASE.name:
        return {}
    case = read_json(CASES / name / "case.json")
    assert case.keys() <= KEYS
    shutil.copytree(CASES / name, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*OWN))
    for path in case.get("remove", ()):
        (folder / path).unlink()
    for path, rows in case.get("cells", {}).items():
        set_cells(folder / path, rows)
    for path, pairs in case.get("text", {}).items():
        replace_text(folder / path, pairs)
    for path, lines in case.get("lines", {}).items():
        added = "".join(f"{each}\n" for each in lines)
        write(folder / path, (folder / path).read_text(encoding="utf-8") + added)
    return case


def arguments(case, folder):
    given = case.get("arguments", [])
    if case.get("against"):  # the base of the cases is the base of the change, too
        shutil.copytree(BASE, folder.parent / "base")
        given = [*given, "--against", "../base"]
    return [INCOMING, *given] if (folder / INCOMING).exists() else given


def run(*given):
    result = CliRunner().invoke(validate, given, catch_exceptions=False)
    assert "Traceback" not in result.output
    return result


def judge_once(monkeypatch):
    """Keep the first report, so that it is rendered twice and made once."""
    judge, kept = gate.validate, []

    def validate_once(*given, **options):
        if not kept:
            kept.append(judge(*given, **options))
        return kept[0]

    monkeypatch.setattr(gate, "validate", validate_once)


def outcome(given, folder, monkeypatch):
    """Give what expected.json holds of a run, and the verdicts counted."""
    monkeypatch.chdir(folder)
    result = run("--format", "json", *given)
    report = json.loads(result.stdout)
    kept = ("code", "severity", "rule", "place", "value")
    got = {
        "exit": result.exit_code,
        "findings": [{key: each[key] for key in kept} for each in report["findings"]],
        "faults": [{"path": each["path"], "where": each["where"]} for each in report["faults"]],
    }
    return got, report["summary"]["rules"]


@pytest.fixture(scope="module")
def base_verdicts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("base") / "clean"
    make(BASE.name, folder)
    with pytest.MonkeyPatch.context() as monkeypatch:
        got, verdicts = outcome([], folder, monkeypatch)
    assert got == {"exit": 0, "findings": [], "faults": []}
    return verdicts


def changed_files(folder):
    def content(root):
        return {
            path.relative_to(root).as_posix(): path.read_bytes()
            for path in root.rglob("*")
            if path.is_file()
        }

    before, after = content(BASE), content(folder)
    return sorted(
        path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
    )


def test_the_base_is_clean_and_has_much_to_check(base_verdicts):
    assert base_verdicts["passed"] > 50


def test_there_are_enough_cases():
    assert len(NAMES) >= 80


@pytest.mark.parametrize("name", NAMES)
def test_case(name, base_verdicts, tmp_path, monkeypatch):
    folder = tmp_path / "case"
    case = make(name, folder)
    given = arguments(case, folder)
    judge_once(monkeypatch)
    got, verdicts = outcome(given, folder, monkeypatch)
    got["verdicts"] = {
        verdict: count
        for verdict, count in verdicts.items()
        if verdict != "passed" and count != base_verdicts[verdict]
    }
    text = run(*given)
    assert text.exit_code == got["exit"]
    path = CASES / name / "expected.json"
    expected = read_json(path) if path.exists() else {}
    if os.environ.get("UPDATE_CASES") == "1":
        expected = got | ({"says": expected["says"]} if "says" in expected else {})
        write(path, json.dumps(expected, ensure_ascii=False, indent=2) + "\n")
    says = expected.pop("says", [])
    assert got == expected
    said = " ".join(text.output.split())
    assert [each for each in says if each not in said] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_changed_tables_of_a_case_are_judged_alike_in_small_chunks(name, tmp_path):
    make(name, tmp_path / "case")
    changed = changed_files(tmp_path / "case")
    descriptor = str(tmp_path / "case/datapackage.json")

    def verdicts():
        try:
            inputs = load_inputs(descriptor)
        except CnnicError as error:
            return str(error)
        return [
            check_table(inputs.tables[each.name], each, (), {})
            for each in inputs.package.resources
            if each.path in changed and each.name in inputs.tables
        ]

    with in_chunks(2000):
        in_small_chunks = verdicts()
    assert in_small_chunks == verdicts()


@pytest.mark.parametrize("name", NAMES)
def test_case_has_one_defect(name, tmp_path):
    case = make(name, tmp_path / "case")
    expected = read_json(CASES / name / "expected.json")
    assert case["about"].endswith(".")
    assert len(changed_files(tmp_path / "case")) == 1 or case.get("also")
    seen = expected["findings"] + expected["faults"]
    assert len(seen) == (0 if name.startswith("ok_") else 1) or case.get("several")


def test_every_documented_code_has_a_case():
    made = {
        each["code"]
        for name in NAMES
        for each in read_json(CASES / name / "expected.json")["findings"]
    }
    documented = set(re.findall(r"^### `([a-z-]+)`$", FINDINGS, re.MULTILINE))
    assert documented - made == set()
