"""A release file may have tabs, semicolons or bars between its cells."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from cnnic_validate.cli import commands
from cnnic_validate.grid.delimited import as_commas

ROOT = Path(__file__).parents[2]
HEADER = "indicator,breakdown,time_period,measure,printed,printed_unit,source,locator"
ROW = 'internet_users,total,1996-06,level,50万,persons,cnnic-55,"t 1, a\nb"'


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_any_delimiter_gives_the_same_report(delimiter):
    commas = f"{HEADER}\n{ROW}\n{ROW.replace('50万', '5x')}\n"
    row = ROW.replace("t 1, a", "\0").replace(",", delimiter).replace("\0", "t 1, a")
    other = f"{HEADER.replace(',', delimiter)}\n{row}\n{row.replace('50万', '5x')}\n"
    assert as_commas(other.encode()) == commas

    def report(text):
        given = ["-", "--package", str(ROOT)]
        return CliRunner().invoke(commands.validate, given, input=text.encode())

    assert "<standard input>:4 (row 2)" in report(other).output
    assert report(other).output == report(commas).output


@pytest.mark.parametrize(
    "data",
    [
        *(b"a,b\n1;2,3\n", b"a\tb;c\n1\t2;3\n", b'a;"b"c\n', b"\xff;b\n"),
        b"one\ntwo;three\n",
    ],
)
def test_what_is_not_plain_is_read_as_it_stands(data):
    assert as_commas(data) is None
