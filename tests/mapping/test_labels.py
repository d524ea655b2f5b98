"""The file of remembered labels: read, merged, forgotten, listed first in a change."""

import csv
import io
import shutil
from pathlib import Path

from click.testing import CliRunner

import seed_labels
from cnnic_validate.cli import commands
from cnnic_validate.mapping.labels import COLUMNS, decisions, label_row, merged
from cnnic_validate.model.mapping import Decision, LabelLine
from cnnic_validate.table import Record

ROOT = Path(__file__).parents[2]
LINE = LabelLine("CNNIC", "title", "heading", "label", "class", is_share=True, base="users")


def row(decision, source="s"):
    return label_row(LINE, decision, source)


def test_a_decision_comes_back_as_it_was():
    decision = Decision("exclude", reason="why")
    (read,) = decisions([Record(row(decision), 2, 1)])
    assert read == (LINE, decision)
    assert list(decisions([Record(row(None), 2, 1)])) == []


def test_a_later_decision_takes_the_place_of_the_one_before():
    old, new = row(Decision("import", "a", "total")), row(Decision("import", "b", "total"), "t")
    other = {**old, "label": "other"}
    assert merged([old, other], [new]) == [new, other]


def test_the_seeds_are_what_the_mapping_tables_make(capsys):
    assert seed_labels.main(["--check"]) == 0
    assert "unchanged" in capsys.readouterr().out


def package(tmp_path):
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "datapackage.json", tmp_path)
    return tmp_path / seed_labels.OUTPUT


def test_labels_that_people_decided_stay_when_the_seeds_are_made_again(tmp_path):
    labels = package(tmp_path)
    text = io.StringIO()
    csv.DictWriter(text, COLUMNS, lineterminator="\n").writerow(
        row(Decision("import", "internet_users", "total"), "cnnic-99")
    )
    before = labels.read_text(encoding="utf-8")
    labels.write_text(before + text.getvalue(), encoding="utf-8")
    assert seed_labels.main(["--check", "--root", str(tmp_path)]) == 0
    labels.write_text(before.partition("\n")[0] + "\n" + text.getvalue(), encoding="utf-8")
    assert seed_labels.main(["--check", "--root", str(tmp_path)]) == 1
    assert seed_labels.main(["--root", str(tmp_path)]) == 0
    assert text.getvalue() in labels.read_text(encoding="utf-8")


def test_forgetting_and_changing_labels_is_listed_first(tmp_path):
    labels = package(tmp_path)
    held = labels.read_text(encoding="utf-8").splitlines()
    label = next(csv.DictReader(held))["label"]
    options = ["--package", str(tmp_path)]
    result = CliRunner().invoke(commands.group, ["map", "--forget", label, *options])
    assert result.exit_code == 0
    gone = len(held) - len(labels.read_text(encoding="utf-8").splitlines())
    assert result.output.count("forgotten") == gone > 0
    again = CliRunner().invoke(commands.group, ["map", "--forget", label, *options])
    assert again.exit_code == 3
    assert "nothing is remembered" in again.output
    shown = CliRunner().invoke(commands.group, ["diff", str(ROOT), str(tmp_path)])
    first = next(line for line in shown.output.splitlines() if line.startswith("judging"))
    assert f"{gone} label" in first
