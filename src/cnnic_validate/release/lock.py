"""The lock file `cnnic.lock`: which version a project uses, and its digest."""

from __future__ import annotations

import re
import tomllib

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.catalogue import Lock
from cnnic_validate.model.version import parse_version

LOCK_FILE = "cnnic.lock"
_FORMAT = 1
_DIGEST = re.compile(r"sha256:([0-9a-f]{64})", re.ASCII)
_NAME = re.compile(r"[a-z0-9._/-]{1,200}", re.ASCII)
_HINT = say("delete it, and write it again with `cnnic get latest --lock`")
_HEAD = "# Pins the data of this project; written by `cnnic get`. Keep it under version control.\n"


def lock_text(lock: Lock) -> str:
    """Write a lock file."""
    return (
        f'{_HEAD}format = {_FORMAT}\nname = "{lock.name}"\nversion = "{lock.version}"\n'
        f'digest = "sha256:{lock.digest}"\n'
    )


def parse_lock(text: str, shown: str = LOCK_FILE) -> Lock:
    """Read a lock file.

    Args:
        text: what it holds.
        shown: how a person names it.

    Raises:
        UnreadableError: it is none, or one of a newer format.
    """
    try:
        value = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(
            shown, say("is no lock file: {error}", error=str(error)[:120]), _HINT
        ) from error
    if value.get("format") != _FORMAT:
        seen = repr(value.get("format"))[:20]
        raise UnreadableError(
            shown, say("has format {seen}, {format} was expected", seen=seen, format=_FORMAT), _HINT
        )
    name, version, digest = (str(value.get(key, "")) for key in ("name", "version", "digest"))
    found = _DIGEST.fullmatch(digest)
    if not found or not _NAME.fullmatch(name):
        what = "digest" if _NAME.fullmatch(name) else "name"
        raise UnreadableError(shown, say("has no sound `{what}`", what=what), _HINT)
    try:
        parse_version(version)
    except UnreadableError as error:
        raise UnreadableError(shown, error.faults[0].message, _HINT) from error
    return Lock(name, version, found[1])
