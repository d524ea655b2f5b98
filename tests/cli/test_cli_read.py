"""`cnnic read`: from a document to a row a value, with what it says on the way."""

import csv
import io
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook
from tests.grid.documents import saved, workbook

from cnnic_validate.cli import commands
from cnnic_validate.grid.transcript import COLUMNS, levels
from cnnic_validate.workflow.loading import load_inputs

ROOT = Path(__file__).parents[2]
TABLE = [["表1 网民", "", ""], ["指标", "2023.12", "2024.12"], ["网民", "109,225", "110,833²"]]
SOURCE = "cnnic-55"


def run(*given, data=None):
    given = ("read", *given, "--package", str(ROOT), "--source", SOURCE)
    result = CliRunner().invoke(commands.group, given, input=data)
    assert "Traceback" not in result.output
    return result


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_a_workbook_becomes_a_row_a_value(tmp_path):
    (tmp_path / "t.xlsx").write_bytes(workbook(TABLE))
    target = tmp_path / "grid.csv"
    result = run(str(tmp_path / "t.xlsx"), "-o", str(target))
    assert (result.exit_code, result.stdout) == (0, "")
    first, second = rows(target.read_text(encoding="utf-8"))
    assert tuple(first) == COLUMNS
    assert (first["context"], first["heading"], first["label"]) == ("表1 网民", "2023.12", "网民")
    assert (second["printed"], second["marks"], second["place"]) == ("110,833", "²", "Sheet!C3")
    assert {first["source"], second["source"]} == {SOURCE}
    assert "2 values of" in result.stderr
    assert "set apart from 1 value" in result.stderr


def test_pasted_text_is_read_from_standard_input():
    result = run("-", data="应用\t使用率\n即时通信\t97.0%\n网络支付\t87.3%\n".encode())
    assert [each["printed"] for each in rows(result.stdout)] == ["97.0%", "87.3%"]


def test_what_cannot_be_read_is_listed_and_exits_with_1():
    result = run("-", data="a\tb\nx\t1.5×10⁶\n".encode())
    assert result.exit_code == 1
    assert "not read   line 2, column 2: a power of ten" in result.stderr
    assert rows(result.stdout)[0]["problem"]


def test_another_encoding_is_refused_with_a_remedy_that_works():
    data = "应用,使用率\n即时通信,97.0%\n".encode("gbk")
    refused = run("-", data=data)
    assert refused.exit_code == 3
    assert "--encoding gb18030" in refused.stderr
    assert rows(run("-", "--encoding", "gb18030", data=data).stdout)[0]["label"] == "即时通信"


def test_another_encoding_is_asked_for_on_a_terminal(tmp_path, monkeypatch):
    path = tmp_path / "t.csv"
    path.write_bytes("应用,使用率\n即时通信,97.0%\n".encode("gbk"))
    monkeypatch.setattr("cnnic_validate.cli.actions.intake.is_asked", lambda: True)
    assert rows(run(str(path), data="\n").stdout)[0]["label"] == "即时通信"
    assert run(str(path), data="n\n").exit_code == 3


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (("--source", "cnnic-5"), 3, "did you mean `cnnic-"),
        (("--delimiter", "ab"), 2, "no single character"),
        (("--heading-rows", "-1"), 2, "x>=0"),
    ],
)
def test_what_does_not_go_is_told(given, code, said):
    whole = ("read", "-", "--package", str(ROOT), "--source", SOURCE, *given)
    result = CliRunner().invoke(commands.group, whole, input=b"a\tb\nx\t1\n")
    assert result.exit_code == code
    assert said in " ".join(result.stderr.split())


def test_levels_come_back_as_they_were():
    assert levels("a ›  › b") == ("a", "", "b")
    assert levels("") == ()


def test_the_numbers_of_a_workbook_are_written_as_the_source_writes_them(tmp_path):
    for name in ("data", "schemas"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "datapackage.json", tmp_path)
    sources = tmp_path / "data/sources.csv"
    held = list(csv.DictReader(io.StringIO(sources.read_text(encoding="utf-8"))))
    styles = load_inputs(str(tmp_path)).lexicon.styles
    style = next(
        code for code, each in styles.items() if (each.decimal, each.groups[:1]) == (",", ".")
    )
    text = io.StringIO()
    writer = csv.DictWriter(text, held[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows([{**held[0], "id": "ruritania", "number_style": style}])
    sources.write_text(text.getvalue(), encoding="utf-8")
    book = Workbook()
    for row in (["item", "2024"], ["a", 1234], ["b", 1234567.5]):
        book.active.append(row)
    book.active["B2"].number_format, book.active["B3"].number_format = "#,##0", "#,##0.00"
    (tmp_path / "t.xlsx").write_bytes(saved(book))
    given = ("read", str(tmp_path / "t.xlsx"), "--package", str(tmp_path), "--source", "ruritania")
    result = CliRunner().invoke(commands.group, given)
    assert [each["printed"] for each in rows(result.stdout)] == ["1.234", "1.234.567,50"]
