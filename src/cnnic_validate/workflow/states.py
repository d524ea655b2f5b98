"""What a person calls a state of a package: a path, a git revision, or a published version."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from cnnic_validate import files
from cnnic_validate.reading.descriptor import DESCRIPTOR
from cnnic_validate.reading.documents import read_json
from cnnic_validate.reading.revisions import Origin, resolved
from cnnic_validate.release import client
from cnnic_validate.release.address import open_store
from cnnic_validate.release.bundle import json_bytes, working_descriptor
from cnnic_validate.release.store import CATALOGUE
from cnnic_validate.workflow.loading import cache_folder, unpacked

_PUBLISHED = re.compile(r"(?P<store>.+)@(?P<version>latest|[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.+-]*)")


@contextlib.contextmanager
def state(text: str, package: str = ".") -> Iterator[Origin]:
    """Give the package that `text` names; what had to be unpacked for it goes when the block ends.

    Args:
        text: a folder or descriptor, a git revision, or `STORE@VERSION`: a version that the store
            has, or `latest`. Of a published version it is the package that it was made from.
        package: a package whose repository revisions are looked up in.

    Raises:
        UnreadableError: it is none of these, or cannot be had.
    """
    found = _PUBLISHED.fullmatch(text)
    if found is None or not _is_store(found["store"]):
        with resolved(text, package) as origin:
            yield origin
        return
    store = open_store(found["store"])
    folder = client.fetch(store, found["version"], cache_folder(), withdrawn=True)
    held = {
        path.relative_to(folder).as_posix(): files.read_bytes(path, files.shown_as(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    descriptor = read_json(folder / DESCRIPTOR, DESCRIPTOR)
    working = {**held, DESCRIPTOR: json_bytes(working_descriptor(descriptor))}
    with unpacked(working) as place:
        yield Origin(place / DESCRIPTOR, f"{text}/{DESCRIPTOR}")


def _is_store(text: str) -> bool:
    return "://" in text or (Path(text) / CATALOGUE).is_file()
