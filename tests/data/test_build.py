"""The build of observations.csv from the transcriptions and the mapping."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

import build_data

ROOT = Path(__file__).resolve().parents[2]
INPUTS = (
    "data/transcriptions",
    "data/mapping",
    "data/indicators.csv",
    "data/sources.csv",
    "schemas/lexicon.csv",
)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in INPUTS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name)
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def mapping(root: Path, table: str = "article_figures") -> Path:
    return root / f"data/mapping/{table}.csv"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_file_is_what_the_mapping_gives(capsys):
    assert build_data.main(["--check"]) == 0
    assert "unchanged" in capsys.readouterr().out


def test_a_second_run_changes_nothing(copy):
    assert build_data.main(["--root", str(copy)]) == 0
    first = (copy / build_data.OUTPUT).read_bytes()
    assert first == (ROOT / build_data.OUTPUT).read_bytes()
    assert build_data.main(["--root", str(copy)]) == 0
    assert (copy / build_data.OUTPUT).read_bytes() == first


def test_check_notices_a_change_and_writes_nothing(copy, capsys):
    shutil.copy(ROOT / build_data.OUTPUT, copy / build_data.OUTPUT)
    before = (copy / build_data.OUTPUT).read_bytes()
    edit(mapping(copy), "nearly 600 billion", "nearly 610 billion")
    assert build_data.main(["--root", str(copy), "--check"]) == 1
    assert "differs" in capsys.readouterr().out
    assert (copy / build_data.OUTPUT).read_bytes() == before


def test_a_row_left_out_moves_no_other_id(copy):
    whole = ids(build_data.build(ROOT))
    edit(
        mapping(copy),
        next(each for each in lines(mapping(copy)) if each.startswith("2,import")),
        "2,exclude,a reason" + "," * 16,
    )
    assert whole - ids(build_data.build(copy)) == {
        "chinadaily-2025-01-17.internet_users.2024-12.s01-p2"
    }


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def ids(text: str) -> set[str]:
    return {line.partition(",")[0] for line in text.splitlines()[1:]}


@pytest.mark.parametrize(
    ("start", "change", "message"),
    [
        ("3,import", None, "source line 3 is not decided"),
        ("3,import", ("3,", "99,"), "the source has no line 99"),
        ("3,import", ("3,import", "3,exclude"), "source line 3: an exclusion needs a reason"),
        ("3,import", ("3,import", "3,split"), "source line 3: a split gives at least two"),
        ("3,import", ("3,import", "3,later"), "source line 3: one import, one exclude"),
        ("3,import", ("internet_users", "users"), "unknown indicator 'users'"),
        ("3,import", ("S02 p2", ""), "a figure needs a locator"),
        ("5,import", ("surpassed 1 billion", "beyond 1 billion"), "'beyond 1 billion': "),
    ],
)
def test_an_undecided_or_unreadable_row_stops_the_build(copy, capsys, start, change, message):
    found = next(each for each in lines(mapping(copy)) if each.startswith(start))
    new = "" if change is None else found.replace(*change)
    edit(mapping(copy), found + "\n", new + "\n" if new else "")
    assert build_data.main(["--root", str(copy)]) == 1
    assert message in capsys.readouterr().err
    assert not (copy / build_data.OUTPUT).exists()


def test_two_figures_of_one_id_stop_the_build(copy, capsys):
    edit(mapping(copy), "change,2023-12,,,,,,,,chinadaily-2025-01-17,cnnic-55,S02 p2",
         "level,,,,,,,,,chinadaily-2025-01-17,cnnic-55,S01 p2")  # fmt: skip
    assert build_data.main(["--root", str(copy)]) == 1
    assert "two figures have this id" in capsys.readouterr().err


def test_a_row_that_repeats_a_figure_adds_its_hosts(copy):
    """Line 988 of the history is +24.80 million users in 2023, which the companions print."""
    before = seen_on(build_data.build(copy), "cnnic-53.internet_users.2023-12.change")
    line = next(each for each in lines(mapping(copy, "cnnic_history")) if each[:4] == "988,")
    edit(mapping(copy, "cnnic_history"), line, "988,exclude,a reason" + "," * 16)
    assert seen_on(build_data.build(copy), "cnnic-53.internet_users.2023-12.change") < before


def test_a_row_that_repeats_no_figure_stops_the_build(copy, capsys):
    line = next(each for each in lines(mapping(copy, "cnnic_history")) if each[:4] == "988,")
    edit(mapping(copy, "cnnic_history"), line, line.replace(",2023-12,change", ",2023-11,change"))
    assert build_data.main(["--root", str(copy)]) == 1
    assert "an excluded row repeats 0 figures: internet_users" in capsys.readouterr().err


def seen_on(text: str, start: str) -> int:
    rows = list(csv.DictReader(io.StringIO(text)))
    return int(next(each["seen_on"] for each in rows if each["id"].startswith(start)))


def test_every_fault_is_named_at_once(copy, capsys):
    edit(mapping(copy), "around 647,000", "circa 647,000")
    edit(mapping(copy), "nearly 600 billion", "scarcely 600 billion")
    assert build_data.main(["--root", str(copy)]) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 2


def test_a_damaged_table_is_not_read(copy, capsys):
    with mapping(copy).open("a", encoding="utf-8") as file:
        file.write("too,few\n")
    assert build_data.main(["--root", str(copy)]) == 1
    assert "data/mapping/article_figures.csv" in capsys.readouterr().err


def test_accepted_figures_of_other_sources_are_kept(copy):
    build_data.main(["--root", str(copy)])
    path = copy / "data/observations.csv"
    built = path.read_text(encoding="utf-8")
    first = built.splitlines()[1]
    accepted = first.replace("chinadaily-2025-01-17", "cnnic-58")
    sources = copy / "data/sources.csv"
    edit(
        sources,
        "\ncnnic-55,",
        "\ncnnic-58,release,CNNIC,The 58th,第58次,58,,,,,nearest,,,,\ncnnic-55,",
    )
    path.write_text(f"{built}{accepted}\n", encoding="utf-8")
    assert build_data.main(["--root", str(copy), "--check"]) == 0
    assert build_data.main(["--root", str(copy)]) == 0
    assert path.read_text(encoding="utf-8") == f"{built}{accepted}\n"


def test_figures_of_a_source_that_is_gone_go_too(copy):
    build_data.main(["--root", str(copy)])
    path = copy / "data/observations.csv"
    built = path.read_text(encoding="utf-8")
    gone = built.splitlines()[1].replace("chinadaily-2025-01-17", "gone-2020")
    path.write_text(f"{built}{gone}\n", encoding="utf-8")
    assert build_data.main(["--root", str(copy)]) == 0
    assert path.read_text(encoding="utf-8") == built
