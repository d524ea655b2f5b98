"""The store that an address names."""

from __future__ import annotations

import re
from pathlib import Path

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.release.folder_store import FolderStore
from cnnic_validate.release.store import Store

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


def open_store(text: str, *, writable: bool = False) -> Store:
    """Open the store that an address names; nothing is read or written yet.

    Args:
        text: the path of a folder, the URL of one that a web server shows (to read only), or
            `s3://bucket/prefix`.
        writable: whether it is to be written to; a folder need not exist then.

    Raises:
        UnreadableError: there is no such store, or it cannot be written to.
    """
    scheme = _SCHEME.match(text)
    kind = scheme[1].lower() if scheme else ""
    if kind in ("http", "https"):
        from cnnic_validate.release.http_store import HttpStore  # noqa: PLC0415 - costs 40 ms

        if writable:
            hint = say("name a folder")
            raise UnreadableError(text, say("a store behind a web address can only be read"), hint)
        return HttpStore(text)
    if kind == "s3":
        from cnnic_validate.release.s3_store import S3Store  # noqa: PLC0415 - an extra, 200 ms

        return S3Store(text)
    if kind:
        raise UnreadableError(
            text,
            say("`{kind}` is no kind of store", kind=kind),
            say("name a folder, or https://... or s3://..."),
        )
    return FolderStore(Path(text), writable=writable)
