"""Read the files of a published version from a store, each compared with its digest."""

from __future__ import annotations

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say
from cnnic_validate.model.catalogue import PublishedVersion
from cnnic_validate.release.bundle import digest
from cnnic_validate.release.store import Store
from cnnic_validate.release.verify import read_manifest


def read_version(store: Store, version: PublishedVersion) -> dict[str, bytes]:
    """Read every file of a version into memory, by path.

    Raises:
        UnreadableError: the store fails, or holds something else than the catalogue says.
    """
    held = {}
    for path, entry in read_manifest(store, version).files.items():
        data = store.read(f"{version.folder}/{path}", entry.size)
        if data is None or digest(data) != entry.sha256:
            place = f"{store.describe()}: {version.folder}/{path}"
            what = say("is missing") if data is None else say("is not what was published")
            raise UnreadableError(place, what, say("`cnnic verify` names all damage"))
        held[path] = data
    return held
