"""The published version that an installed package brings: its zip, as it lies in a store."""

from __future__ import annotations

from importlib import resources

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say

# The folder in this package; `scripts/bundle_data.py` fills it.
FOLDER = "published"
_ARCHIVE = ".zip"


def bundled_archive() -> tuple[str, bytes]:
    """Give the zip of the version that came with this package, and how a person names it.

    Raises:
        UnreadableError: this installation has none.
    """
    folder = resources.files("cnnic_validate").joinpath(FOLDER)
    found = list(folder.iterdir()) if folder.is_dir() else []
    archives = sorted(each.name for each in found if each.name.endswith(_ARCHIVE))
    if not archives:
        message = say("this installation brings no published data")
        raise UnreadableError("cnnic-validate", message, say("name a store"))
    return archives[-1], folder.joinpath(archives[-1]).read_bytes()
