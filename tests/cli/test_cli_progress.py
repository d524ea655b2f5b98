"""The progress bar."""

from __future__ import annotations

import io
import itertools

import pytest

from cnnic_validate.cli import progress as module
from cnnic_validate.cli.progress import progress_on


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def seconds(monkeypatch):
    """Let every look at the clock take a second."""
    clock = itertools.count()
    monkeypatch.setattr(module.time, "monotonic", lambda: next(clock))


def test_no_bar_without_a_terminal():
    with progress_on(io.StringIO()) as show:
        assert show is None


def test_no_bar_for_short_work():
    stream = Terminal()
    with progress_on(stream) as show:
        show("reading", 1, 2)
        show("reading", 2, 2)
    assert stream.getvalue() == ""


@pytest.mark.usefixtures("seconds")
def test_a_bar_for_each_stage_of_long_work(monkeypatch):
    monkeypatch.setattr("click._termui_impl.isatty", lambda _: True)
    stream = Terminal()
    with progress_on(stream) as show:
        show("reading", 1, 4)
        assert stream.getvalue() == ""
        show("reading", 2, 4)
        show("reading", 4, 4)
        show("checking", 5, 10)
    text = stream.getvalue()
    assert "reading" in text
    assert "100%" in text
    assert "checking" in text
    assert "50%" in text
