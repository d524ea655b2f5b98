"""Rows added to a file."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnic_validate.release.append import appended
from cnnic_validate.release.rows import csv_file

HEADER = ("id", "printed", "note")
ROW = {"id": "b", "printed": "1,153", "note": 'said "so"', "other": "left out"}


@pytest.mark.parametrize(
    ("existing", "expected"),
    [
        (b"id,printed,note\na,1,\n", b'b,"1,153","said ""so"""\n'),
        (b"id,printed,note\na,1,", b'\nb,"1,153","said ""so"""\n'),
        (b"id,printed,note\r\na,1,\r\n", b'b,"1,153","said ""so"""\r\n'),
        (b"id,printed,note\r\na,1,", b'\r\nb,"1,153","said ""so"""\r\n'),
        (b'id,printed,note\na,"1\r\n2",\n', b'b,"1,153","said ""so"""\n'),
        ("\ufeffid,printed,note\n".encode(), b'b,"1,153","said ""so"""\n'),
        (b"id,printed,note", b'\nb,"1,153","said ""so"""\n'),
    ],
)
def test_newline_styles(existing, expected):
    assert appended(existing, HEADER, [ROW]) == existing + expected


def test_nothing_to_add_changes_nothing():
    assert appended(b"id,printed,note\n", HEADER, []) == b"id,printed,note\n"


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(HEADER, CELLS)), max_size=5))
def test_what_is_added_reads_back(rows):
    existing = csv_file(HEADER, [{"id": "a"}]).encode()
    written = appended(existing, HEADER, rows)
    assert written.startswith(existing)
    read = csv.DictReader(io.StringIO(written.decode(), newline=""))
    assert list(read)[1:] == rows
