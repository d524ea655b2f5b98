"""One deadline for all that is read from a store, however slowly it answers."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Generator, Iterator

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say

# What one command reads from a store, in all.
TRANSFER_SECONDS = 3600.0
_AHEAD = 4


class Deadline:
    """Counts from the first piece that is asked for; `shown` names the store."""

    def __init__(self, shown: str, seconds: float) -> None:
        self._shown = shown
        self._seconds = seconds
        self._end = 0.0

    def within(self, pieces: Generator[bytes]) -> Iterator[bytes]:
        """Give the pieces as they come.

        They are brought by a thread of their own: no time-out of a socket ends an answer of which a
        byte comes now and then.

        Raises:
            UnreadableError: the deadline is over; and whatever bringing them raises.
        """
        self._end = self._end or time.monotonic() + self._seconds
        arrived: queue.Queue[bytes | Exception | None] = queue.Queue(_AHEAD)
        left = threading.Event()

        def bring() -> None:
            end = None
            try:
                with contextlib.closing(pieces):
                    for piece in pieces:
                        arrived.put(piece)
                        if left.is_set():
                            return
            except Exception as error:  # noqa: BLE001 - raised by who reads
                end = error
            arrived.put(end)

        threading.Thread(target=bring, daemon=True).start()
        try:
            while (piece := self._next(arrived)) is not None:
                yield piece
        finally:
            left.set()
            while not arrived.empty():  # or it would wait for a place
                arrived.get()

    def _next(self, arrived: queue.Queue[bytes | Exception | None]) -> bytes | None:
        try:
            piece = arrived.get(timeout=max(0.0, self._end - time.monotonic()))
        except queue.Empty:
            message = say(
                "the transfer took longer than {seconds:,.0f} seconds", seconds=self._seconds
            )
            hint = say("try again: a version goes on where it was")
            raise UnreadableError(self._shown, message, hint) from None
        if isinstance(piece, Exception):
            raise piece
        return piece
