"""A store that a web server shows, to read only: any server of files does.

What fails for a while (no connection, no answer in time, an answer cut off, 429, 5xx) is tried
again a few times, from the byte where it broke off; then the store counts as out of reach. An
answer that does not say how long it is counts as whole once a second one ends at the same byte.
Another host may send what lies below `versions/`, of which a digest is known, and nothing else.
"""

from __future__ import annotations

import http
import http.client
import re
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Generator, Iterator
from typing import Any, Never

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.release.deadline import TRANSFER_SECONDS, Deadline
from cnnic_validate.release.store import VERSIONS, whole

_CHUNK = 256 * 1024
_TIMEOUT_SECONDS = 20
_TRIES = 5
_FIRST_PAUSE = 0.2
_FOR_A_WHILE = frozenset({408, 425, 429, 500, 502, 503, 504})
_NOT_FOUND = frozenset({404, 410})
_NO_END = say("answers without a length end at different bytes")
_RANGE = re.compile(r"bytes (\d+)-\d+/(?:\d+|\*)", re.ASCII)


class HttpStore:
    """The store below a URL; `release.store.Store` says what each function promises."""

    def __init__(
        self, url: str, first_pause: float = _FIRST_PAUSE, seconds: float = TRANSFER_SECONDS
    ) -> None:
        parts = urllib.parse.urlsplit(url)
        if not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
            hint = say("such as https://example.org/data")
            message = say("is no address of a store: host and path are expected, and nothing else")
            raise UnreadableError(url.rpartition("@")[2], message, hint)
        self._url = url.rstrip("/")
        self._first_pause = first_pause
        self._deadline = Deadline(self._url, seconds)
        self._opener = _opener(urllib.request.HTTPRedirectHandler())
        self._bound_opener = _opener(_OwnHost(self._url))

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
        return self._deadline.within(self._tried(name, start))

    def _tried(self, name: str, start: int) -> Generator[bytes]:
        at = start
        ended = -1  # where an answer ended that did not say how long it is
        fault: Exception
        for turn in range(_TRIES):
            try:
                for chunk in self._answer(name, at):
                    at += len(chunk)
                    yield chunk
            except _UnmeasuredError as error:
                if at == ended:
                    return
                ended, fault = at, error
                continue
            except (OSError, http.client.HTTPException) as error:
                self._refuse_for_good(name, error)
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
        """Ask once for the bytes from `at` on.

        Raises what the standard library raises, and `_UnmeasuredError` at the end of an answer that
        had no length, or where there are no bytes from `at` on.
        """
        url = f"{self._url}/{urllib.parse.quote(name)}"
        headers = {"Accept-Encoding": "identity", **({"Range": f"bytes={at}-"} if at else {})}
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - checked by open_store
        opener = self._opener if name.startswith(VERSIONS) else self._bound_opener
        try:
            response = opener.open(request, timeout=_TIMEOUT_SECONDS)
        except urllib.error.HTTPError as error:
            if error.code != http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                raise
            error.close()
            raise _UnmeasuredError(_NO_END) from error
        with response:
            skip = at - _first_byte(response)
            measured = response.length is not None or response.chunked
            while chunk := response.read1(_CHUNK):
                yield chunk[skip:] if skip < len(chunk) else b""
                skip = max(0, skip - len(chunk))
            # What a connection lost at its end leaves unread is no error to the library.
            if response.length:
                raise http.client.IncompleteRead(b"", response.length)
        if not measured:
            raise _UnmeasuredError(_NO_END)

    def _refuse_for_good(self, name: str, error: Exception) -> None:
        """Raise what would be the same if it was tried again."""
        if isinstance(error, urllib.error.HTTPError):
            error.close()
            if error.code not in _FOR_A_WHILE:
                self._refused(name, error)
        if isinstance(getattr(error, "reason", error), ssl.SSLCertVerificationError):
            self._unreachable(error)

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


class _UnmeasuredError(Exception):
    """An answer came to its end, and did not say where that is."""


class _OwnHost(urllib.request.HTTPRedirectHandler):
    """Follows no redirect to another host than that of the store, and none from https to http."""

    def __init__(self, url: str) -> None:
        self._url = url

    def redirect_request(
        self, request: urllib.request.Request, *answer: Any
    ) -> urllib.request.Request | None:
        here, there = (urllib.parse.urlsplit(each) for each in (self._url, answer[-1]))
        safer = (here.scheme, there.scheme) == ("http", "https")
        same = (here.scheme, here.port) == (there.scheme, there.port)
        if here.hostname == there.hostname and (same or safer):
            return super().redirect_request(request, *answer)
        answer[0].close()
        name = urllib.parse.urlsplit(request.full_url).path.rpartition("/")[2]
        message = say("sends {name} from another host, {host}", name=name, host=there.netloc[:100])
        hint = say("name that address, if you trust it")
        raise UnreadableError(self._url, message, hint)


def _opener(redirects: urllib.request.HTTPRedirectHandler) -> urllib.request.OpenerDirector:
    """Make an opener that knows no scheme but http and https, redirected or not."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        redirects,
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _first_byte(response: Any) -> int:
    """Say with which byte of the object an answer begins: 0 from a server without ranges."""
    found = _RANGE.fullmatch(response.headers.get("Content-Range") or "")
    return int(found[1]) if response.status == http.client.PARTIAL_CONTENT and found else 0
