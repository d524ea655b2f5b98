"""The bytes of a resource against what its descriptor says of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.reading.faults import Faults, note, note_unreadable, show

_HASH = re.compile(r"(?:([a-z0-9]+):)?([0-9A-Fa-f]+)")


def check_integrity(
    item: Mapping[str, Any], path: str, root: Path, shown: str, faults: Faults
) -> None:
    """Compare `bytes` and `hash`, where present, with the file: length first, then digest.

    Args:
        item: the resource.
        path: its file inside the package, whose folder is `root`; a person names it `shown`.
        root: the folder of the package.
        shown: how a person names the file.
        faults: what does not fit is added.
    """
    if "bytes" not in item and "hash" not in item:
        return
    try:
        file = files.inside(root, path, shown)
        size = files.check_regular(file, shown).st_size
        expected = item.get("bytes", size)
        if isinstance(expected, bool) or not isinstance(expected, int):
            note(
                faults,
                say("a whole number was expected, not {expected}", expected=show(expected)),
                where="bytes",
            )
        elif expected != size:
            note(
                faults,
                say(
                    "says {expected:,} bytes, `{path}` has {size:,}",
                    expected=expected,
                    path=path,
                    size=size,
                ),
                where="bytes",
            )
        elif "hash" in item:
            _check_hash(item["hash"], file, path, faults)
    except UnreadableError as error:
        note_unreadable(faults, error, where="path")


def _check_hash(value: Any, file: Path, path: str, faults: Faults) -> None:
    found = _HASH.fullmatch(value) if isinstance(value, str) else None
    algorithm = (found[1] or "md5") if found else ""
    if found is None or algorithm not in hashlib.algorithms_guaranteed - {"shake_128", "shake_256"}:
        note(
            faults,
            say("{value} is not a digest such as `sha256:…`", value=show(value)),
            where="hash",
        )
        return
    actual = files.digest(file, path, algorithm)
    if actual != found[2].lower():
        note(
            faults,
            say(
                "says {algorithm} {found}, `{path}` has `{actual}`",
                algorithm=algorithm,
                found=show(found[2]),
                path=path,
                actual=actual,
            ),
            where="hash",
        )
