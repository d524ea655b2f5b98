"""Publish the tiny bundle to a folder; run as a program, so that it can be killed.

It imports the stores alone and starts in a tenth of a second.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cnnic_validate.errors import UnreadableError
from cnnic_validate.model.catalogue import Published
from cnnic_validate.release.folder_store import FolderStore
from cnnic_validate.release.publishing import publish_bundle

CREATED = "2025-03-01T00:00:00Z"


def tiny(version: str, more: str = "") -> dict[str, bytes]:
    """Give the files of a bundle of the version."""
    descriptor = {"name": "tiny", "version": version}
    table = f"id\n{version}\n{more}".encode()
    return {"data/a.csv": table, "datapackage.json": json.dumps(descriptor).encode()}


def publish(folder: Path, version: str, more: str = "") -> Published:
    """Publish a tiny bundle."""
    store = FolderStore(folder, writable=True)
    return publish_bundle(store, tiny(version, more), version, CREATED, {"rows": 1})


if __name__ == "__main__":
    try:
        sys.stdout.write(f"{publish(Path(sys.argv[1]), sys.argv[2]).result}\n")
    except UnreadableError as error:
        sys.exit(f"{error}")
