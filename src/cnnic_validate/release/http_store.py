"""A store that a web server shows, to read only: any server of files does.

What fails for a while (no connection, no answer in time, an answer cut off, 429, 5xx) is tried
again a few times, from the byte where it broke off; then the store counts as out of reach.
"""

from __future__ import annotations

import http.client
import re
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any, Never

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.release.store import whole

_CHUNK = 256 * 1024
_TIMEOUT_SECONDS = 20
_TRIES = 5
_FIRST_PAUSE = 0.2
_FOR_A_WHILE = frozenset({408, 425, 429, 500, 502, 503, 504})
_NOT_FOUND = frozenset({404, 410})
_RANGE = re.compile(r"bytes (\d+)-\d+/(?:\d+|\*)", re.ASCII)


class HttpStore:
    """The store below a URL; `release.store.Store` says what each function promises."""

    def __init__(self, url: str, first_pause: float = _FIRST_PAUSE) -> None:
        parts = urllib.parse.urlsplit(url)
        if not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
            hint = say("such as https://example.org/data")
            message = say("is no address of a store: host and path are expected, and nothing else")
            raise UnreadableError(url.rpartition("@")[2], message, hint)
        self._url = url.rstrip("/")
        self._first_pause = first_pause
        self._opener = _opener()

    def describe(self) -> str:
        """Give the URL without a slash at its end."""
        return self._url

    def read(self, name: str, limit: int) -> bytes | None:
        """Give an object whole."""
        try:
            return whole(self, name, limit)
        except UnreadableError as error:
            if isinstance(error.__cause__, urllib.error.HTTPError) and error.path != self._url:
                return None
            raise

    def chunks(self, name: str, start: int = 0) -> Iterator[bytes]:
        """Give an object from byte `start` on."""
        at = start
        for turn in range(_TRIES):
            try:
                for chunk in self._answer(name, at):
                    at += len(chunk)
                    yield chunk
            except urllib.error.HTTPError as error:
                error.close()
                if error.code not in _FOR_A_WHILE:
                    self._refused(name, error)
                fault: Exception = error
            except ssl.SSLCertVerificationError as error:
                self._unreachable(error)
            except (OSError, http.client.HTTPException) as error:
                fault = error
            else:
                return
            if turn + 1 < _TRIES:
                time.sleep(self._first_pause * 2**turn)
        self._unreachable(fault)

    def list(self, prefix: str) -> None:
        """Web servers do not say what they have."""

    def probe(self) -> None:
        """Refuse, as the two below: nothing is written over HTTP."""
        self._read_only()

    def put_if_absent(self, name: str, data: bytes) -> bool:  # noqa: ARG002 - the signature of a store
        """Refuse."""
        self._read_only()

    def swap_catalogue(self, expected: bytes | None, new: bytes) -> bool:  # noqa: ARG002 - the signature of a store
        """Refuse."""
        self._read_only()

    def _answer(self, name: str, at: int) -> Iterator[bytes]:
        """Ask once for the bytes from `at` on; raises what the standard library raises."""
        url = f"{self._url}/{urllib.parse.quote(name)}"
        headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={at}-"} if at else {})}
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - checked by open_store
        with self._opener.open(request, timeout=_TIMEOUT_SECONDS) as response:
            skip = at - _first_byte(response)
            while chunk := response.read(_CHUNK):
                yield chunk[skip:] if skip < len(chunk) else b""
                skip = max(0, skip - len(chunk))
            # What a connection lost at its end leaves unread is no error to the library.
            if response.length:
                raise http.client.IncompleteRead(b"", response.length)

    def _refused(self, name: str, error: urllib.error.HTTPError) -> Never:
        if error.code in _NOT_FOUND:
            raise UnreadableError(f"{self._url}/{name}", say("does not exist")) from error
        answer = f"{error.code} {str(error.reason)[:80]}".rstrip()
        message = say("the server refuses: HTTP {answer}", answer=answer)
        raise UnreadableError(
            self._url, message, say("check the address and your rights")
        ) from error

    def _unreachable(self, error: Exception) -> Never:
        cause = getattr(error, "reason", None) or error
        message = say(
            "cannot be reached: {reason}", reason=str(cause)[:200] or type(cause).__name__
        )
        raise UnreadableError(self._url, message, say("check the address, or try later")) from error

    def _read_only(self) -> Never:
        raise UnreadableError(self._url, say("a store behind a web address can only be read"))


def _opener() -> urllib.request.OpenerDirector:
    """Make an opener that knows no scheme but http and https, redirected or not."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.UnknownHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPRedirectHandler,
        urllib.request.HTTPErrorProcessor,
    ):
        opener.add_handler(handler())
    return opener


def _first_byte(response: Any) -> int:
    """Say with which byte of the object an answer begins: 0 from a server without ranges."""
    found = _RANGE.fullmatch(response.headers.get("Content-Range") or "")
    return int(found[1]) if response.status == http.client.PARTIAL_CONTENT and found else 0
