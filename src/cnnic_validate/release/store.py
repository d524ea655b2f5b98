"""Stores: where bundles live. One small interface, which `release.address` opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say

CATALOGUE = "catalogue.json"
# What the names of all objects begin with of which a manifest, or the catalogue, has the digest.
VERSIONS = "versions/"
# Put where it is absent, to see that a store refuses to overwrite; its bytes are always the same.
PROBE = "probe.txt"
PROBE_DATA = b"Shows that this store refuses to overwrite. Written by cnnic-validate.\n"


class Store(Protocol):
    """A place for objects: named bytes that are written once, and one catalogue that moves.

    Names are paths with `/`. Whatever goes wrong is one `UnreadableError` with one clear message;
    then an object is there whole or not at all, and the catalogue is the old one or the new one.
    The `path` of an error is what `describe` gives where the store as a whole cannot be used, and
    else names the object.
    """

    def describe(self) -> str:
        """Name the store as a person would: its address, the same for every way to write it."""
        ...

    def read(self, name: str, limit: int) -> bytes | None:
        """Give an object whole, None where there is none; past `limit` bytes it is an error."""
        ...

    def chunks(self, name: str, start: int = 0) -> Iterator[bytes]:
        """Give an object from byte `start` on in pieces; where there is none it is an error."""
        ...

    def list(self, prefix: str) -> tuple[str, ...] | None:
        """Name the objects that begin with `prefix`, sorted; None where a store cannot list."""
        ...

    def probe(self) -> None:
        """Make sure that nothing is ever overwritten here; raises where that cannot be said."""
        ...

    def put_if_absent(self, name: str, data: bytes) -> bool:
        """Write an object, to last when this returns; False where the name is taken already."""
        ...

    def swap_catalogue(self, expected: bytes | None, new: bytes) -> bool:
        """Replace the catalogue where it is still `expected` (None: there is none), else False.

        Where both are the same nothing is written; it is made sure that it lasts.
        """
        ...


def refuse_to_overwrite(shown: str, put: Callable[[str, bytes], bool]) -> None:
    """Raise `UnreadableError` where a store lets an object be written a second time.

    One that honours the condition says no at the latest when asked twice; whatever it did the
    first time, the bytes are the same.

    Args:
        shown: how a person names the store.
        put: writes an object where it is absent; False where the store refused.
    """
    if put(PROBE, PROBE_DATA) and put(PROBE, PROBE_DATA):
        message = say("the store writes over what is there although it was told not to")
        hint = say("use one that has conditional writes (If-None-Match)")
        raise UnreadableError(shown, message, hint)


def whole(store: Store, name: str, limit: int) -> bytes:
    """Join the chunks of an object that is there; past `limit` bytes `UnreadableError`."""
    data = bytearray()
    for chunk in store.chunks(name):
        data += chunk
        if len(data) > limit:
            raise UnreadableError(
                f"{store.describe()}: {name}",
                say("is larger than the {limit:,} bytes it may have", limit=limit),
            )
    return bytes(data)
