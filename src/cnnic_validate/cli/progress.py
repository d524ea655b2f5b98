"""A progress bar for long work on a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, TextIO

import click

from cnnic_validate.message import say
from cnnic_validate.render import Language
from cnnic_validate.render.translate import translated

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

# The stages of long work, named here for the catalogue.
STAGES = (
    *(say("reading tables"), say("checking tables"), say("reading figures")),
    *(
        say("checking figures jointly"),
        say("asking the cross-checks"),
        say("publishing"),
        say("fetching"),
    ),
    *(say("reading versions"), say("writing pages")),
)
Progress = Callable[[str, int, int], None]
QUIET_SECONDS = 2.0


@contextmanager
def progress_on(stream: TextIO | None, language: Language = "en") -> Iterator[Progress | None]:
    """Give a function of (stage, done, total) that draws a bar on `stream`.

    Work that takes less than two seconds draws nothing. Where the stream is closed
    or no terminal, None.
    """
    if not stream or not stream.isatty():
        yield None
        return
    started = time.monotonic()
    with ExitStack() as stack:
        bar: ProgressBar[int] | None = None
        drawn = ("", 0)

        def show(stage: str, done: int, total: int) -> None:
            nonlocal bar, drawn
            if time.monotonic() - started < QUIET_SECONDS:
                return
            if bar is None or drawn[0] != stage:
                stack.close()
                bar = stack.enter_context(
                    click.progressbar(
                        length=max(total, 1),
                        label=translated(say(stage), language),
                        file=stream,
                    )
                )
                drawn = (stage, 0)
            bar.update(done - drawn[1])
            drawn = (stage, done)

        yield show
