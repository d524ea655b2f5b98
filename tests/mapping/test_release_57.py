"""The 57th report, as five documents, becomes one draft: few keys, no wrong code, digits unseen."""

import csv
import io
import random
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from cnnic_validate.cli import commands
from tests.grid.documents import documents

ROOT = Path(__file__).parents[2]
RELEASE = ROOT / "tests/grid/cnnic_57.csv"
CODES = Path(__file__).with_name("codes_57.csv")
SOURCE = "made-57"
PERIOD = "2025-12"
# Enter for every line that is asked for: the first candidate, or where there is none, new.
KEYS_FIRST, KEYS_SECOND = 40, 3


def table(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def written(path, rows, columns):
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """Make a package that knows nothing of the 57th report, nor of the table that it came in."""
    folder = tmp_path_factory.mktemp("package")
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "datapackage.json", folder)
    observations = folder / "data/observations.csv"
    rows = [each for each in table(observations) if each["source"] != "cnnic-57"]
    written(observations, rows, rows[0])
    labels = folder / "data/mapping/labels.csv"
    rows = [each for each in table(labels) if each["source"] != "cnnic_56_57"]
    written(labels, rows, rows[0])
    sources = folder / "data/sources.csv"
    rows = table(sources)
    source = dict.fromkeys(rows[0], "") | {
        "id": SOURCE,
        "kind": "release",
        "agency": "CNNIC",
        "rounding": "nearest",
        "title_en": "A report",
        "title_zh": "报告",
        "published": "2026-02-05",
        "published_evidence": "stated",
    }
    written(sources, [*rows, source], rows[0])
    return folder


def run(*given, data=None):
    result = CliRunner().invoke(commands.group, list(map(str, given)), input=data)
    assert "Traceback" not in result.output
    return result


def read(package, document, target):
    given = ("--encoding", "gb18030") if document.suffix == ".csv" else ()
    options = ("--package", package, "--source", SOURCE, "-o", target, *given)
    result = run("read", document, *options)
    assert result.exit_code == 0, result.stderr
    return target


def mapped(package, grid, target, *given, data=None):
    options = ("--package", package, "--period", PERIOD, "-o", target)
    return run("map", grid, *options, *given, data=data)


@pytest.fixture(scope="module")
def rows():
    return list(csv.reader(io.StringIO(RELEASE.read_text(encoding="utf-8"))))


@pytest.fixture(scope="module")
def grid(package, rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("grid")
    document = folder / "table.tsv"
    document.write_bytes(documents(rows)["table.tsv"])
    return read(package, document, folder / "grid.csv")


@pytest.fixture
def asked(monkeypatch):
    monkeypatch.setattr("cnnic_validate.cli.actions.mapping.is_asked", lambda: True)


def of(draft):
    """Give a draft without the places, which are those of each document."""
    return [{**row, "locator": ""} for row in table(draft)]


def test_five_documents_give_one_draft(package, rows, tmp_path):
    drafts = []
    for name, data in documents(rows).items():
        document = tmp_path / name
        document.write_bytes(data)
        draft = tmp_path / f"{name}.draft.csv"
        grid = read(package, document, tmp_path / f"{name}.grid.csv")
        assert mapped(package, grid, draft, "--no-input").exit_code in {0, 1}
        drafts.append(of(draft))
    assert len(drafts) == 5
    assert drafts[0]
    assert all(each == drafts[0] for each in drafts)


def test_no_answer_is_wrong_and_no_new_code_is_given(package, grid, tmp_path):
    mapped(package, grid, tmp_path / "draft.csv", "--no-input")
    codes = {}
    for each in table(CODES):
        key = f"line {each['line']}, column 6"
        codes.setdefault(key, set()).add((each["indicator"], each["breakdown"], each["measure"]))
    drafted = table(tmp_path / "draft.csv")
    assert len(drafted) > 30
    wrong = [
        row
        for row in drafted
        if (row["indicator"], row["breakdown"], row["measure"]) not in codes[row["locator"]]
    ]
    assert wrong == []
    assert {row["time_period"] for row in drafted} == {PERIOD}


def test_a_swap_of_digits_changes_no_code(package, grid, tmp_path):
    mapped(package, grid, tmp_path / "draft.csv", "--no-input")
    chance = random.Random(57)
    spoilt = tmp_path / "grid.csv"
    rows = table(grid)
    for row in rows:
        digits = [at for at, each in enumerate(row["printed"]) if each.isdigit()]
        one, other = chance.choice(digits), chance.choice(digits)
        text = list(row["printed"])
        text[one], text[other] = text[other], text[one]
        text[chance.choice(digits)] = chance.choice("0123456789")
        row["printed"] = "".join(text)
    written(spoilt, rows, rows[0])
    mapped(package, spoilt, tmp_path / "spoilt.csv", "--no-input")

    def keys(draft):
        return [{**row, "printed": ""} for row in table(draft)]

    assert [row["printed"] for row in table(spoilt)] != [row["printed"] for row in table(grid)]
    assert keys(tmp_path / "spoilt.csv") == keys(tmp_path / "draft.csv")


@pytest.mark.usefixtures("asked")
def test_the_first_time_few_keys_are_pressed_and_the_second_hardly_any(package, grid, tmp_path):
    worklist = tmp_path / "draft.labels.csv"
    mapped(package, grid, tmp_path / "draft.csv", "--no-input")
    asked = [row for row in table(worklist) if not row["decision"]]
    keys = "".join("\n" if row["candidates"] else "n" for row in asked)
    assert 0 < len(keys) <= KEYS_FIRST
    result = mapped(package, grid, tmp_path / "draft.csv", data=keys)
    assert result.exit_code == 0, result.stderr
    assert len(table(tmp_path / "draft.csv")) == len(table(grid))
    # Accepting a draft is what makes the package remember; here its file is put in place.
    labels = package / "data/mapping/labels.csv"
    before = labels.read_bytes()
    decided = [
        {**row, "decision": "import"} for row in table(worklist) if row["decision"] == "new"
    ] + [row for row in table(worklist) if row["decision"] == "import"]
    held = table(labels)
    columns = list(held[0])
    written(labels, held + [{name: row[name] for name in columns} for row in decided], columns)
    try:
        again = mapped(package, grid, tmp_path / "second.csv", "--no-input")
        left = re.search(r"to decide +(\d+)", again.stderr)
        assert int(left[1]) if left else KEYS_SECOND >= 0
    finally:
        labels.write_bytes(before)


@pytest.mark.usefixtures("asked")
def test_an_interrupt_loses_no_answer(package, grid, tmp_path):
    draft = tmp_path / "draft.csv"
    stopped = mapped(package, grid, draft, data="nq")
    assert stopped.exit_code == 1
    decided = [row for row in table(tmp_path / "draft.labels.csv") if row["decision"] == "new"]
    assert len(decided) == 1
    again = mapped(package, grid, draft, data="q")
    assert again.exit_code == 1
    left = [row for row in table(tmp_path / "draft.labels.csv") if not row["decision"]]
    first = re.search(r"to decide +(\d+)", stopped.stderr)
    assert len(left) == int(first[1])
