"""The libraries that read documents, imported when one is read."""

from __future__ import annotations

import importlib
from types import ModuleType

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say


def library(name: str, path: str) -> ModuleType:
    """Import what reads the document `path`.

    Raises:
        UnreadableError: it is not installed; says how to.
    """
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise UnreadableError(
            path,
            say("is read with {name}, which is not installed", name=name.partition(".")[0]),
            say("install it: pip install 'cnnic-validate[tables]'"),
        ) from error
