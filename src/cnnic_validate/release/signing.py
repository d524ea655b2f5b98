"""Signatures of the catalogue: Ed25519, by the library `cryptography` (extra `sign`).

A signature is an object of the store, named by the catalogue and the key that it is of, and holds
the 64 bytes of RFC 8032 and nothing else. Ed25519 has one signature for the same key and the same
bytes, so that whatever has its name has one right content, and `openssl` can compare it too.
"""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say

if TYPE_CHECKING:
    from types import ModuleType

    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

SIGNATURES = "signatures/"
SIGNATURE_BYTES = 64
_KEY_BYTES = 64 * 1024
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MAKE = say("make one: openssl genpkey -algorithm ed25519 -out key.pem")
_PUBLIC = say("give the public key: openssl pkey -in key.pem -pubout -out public.pem")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key; `id` is that of its public key."""

    id: str
    private: Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key; `id` is the first 16 digits of the SHA-256 of its 32 bytes."""

    id: str
    public: Ed25519PublicKey


def read_signing_key(path: Path, passphrase: str = "") -> SigningKey:
    """Read a private key.

    Args:
        path: a PEM file (PKCS#8) that only its owner may read.
        passphrase: of the key, where it is encrypted.

    Raises:
        UnreadableError: others may read it, it is no Ed25519 key, or the passphrase is wrong.
    """
    shown = files.shown_as(path)
    mode = stat.S_IMODE(files.check_regular(path, shown).st_mode)
    if mode & _OTHERS and not files.WINDOWS:
        message = say("is a private key that others may use (mode {mode:04o})", mode=mode)
        raise UnreadableError(
            shown, message, say("chmod 600 {shown}, or sign with a new key", shown=shown)
        )
    data = files.read_bytes(path, shown, _KEY_BYTES)
    serialization, ed25519 = _library(shown)
    try:
        try:
            private = serialization.load_pem_private_key(data, None)
        except TypeError:  # it is encrypted
            if not passphrase:
                message = say("is encrypted")
                raise UnreadableError(shown, message, say("set CNNIC_KEY_PASSPHRASE")) from None
            private = serialization.load_pem_private_key(data, passphrase.encode())
    except ValueError as error:
        message = say("is no private key in PEM")
        if b"ENCRYPTED" in data:
            message = say("cannot be decrypted: CNNIC_KEY_PASSPHRASE is not its passphrase")
        raise UnreadableError(shown, message, _MAKE) from error
    if not isinstance(private, ed25519.Ed25519PrivateKey):
        raise UnreadableError(shown, say("is no Ed25519 key"), _MAKE)
    return SigningKey(_id(private.public_key()), private)


def read_public_key(path: Path) -> PublicKey:
    """Read a public key in PEM (SubjectPublicKeyInfo).

    Raises:
        UnreadableError: it cannot be read, or is no Ed25519 key.
    """
    shown = files.shown_as(path)
    data = files.read_bytes(path, shown, _KEY_BYTES)
    serialization, ed25519 = _library(shown)
    if b"PRIVATE KEY" in data:
        raise UnreadableError(shown, say("is a private key, a public one was expected"), _PUBLIC)
    try:
        public = serialization.load_pem_public_key(data)
    except ValueError as error:
        raise UnreadableError(shown, say("is no public key in PEM"), _PUBLIC) from error
    if not isinstance(public, ed25519.Ed25519PublicKey):
        raise UnreadableError(shown, say("is no Ed25519 key"), _MAKE)
    return PublicKey(_id(public), public)


def signature(key: SigningKey, data: bytes) -> bytes:
    """Sign bytes; the same key and bytes have the same signature."""
    return key.private.sign(data)


def fault(key: PublicKey, data: bytes, signed: bytes | None) -> str:
    """Say why a signature does not show that the owner of `key` signed `data`; empty where it does.

    Args:
        key: whose signature it must be.
        data: what was signed.
        signed: the signature, None where there is none.
    """
    if signed is None:
        return say("is not signed with the key {id}", id=key.id)
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - as in `_library`

    try:
        key.public.verify(signed, data)
    except InvalidSignature:
        return say("has a signature that the key {id} did not make", id=key.id)
    return ""


def signature_name(data: bytes, key_id: str) -> str:
    """Name the object that holds the signature of a catalogue with a key."""
    return f"{signatures_of(data)}{key_id}.sig"


def signatures_of(data: bytes) -> str:
    """Give what the names of all signatures of a catalogue begin with."""
    return f"{SIGNATURES}{hashlib.sha256(data).hexdigest()}/"


def _library(shown: str) -> tuple[ModuleType, ModuleType]:
    try:
        # An extra that costs 50 ms; nobody else needs it.
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - as above
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - as above
    except ImportError as error:
        hint = 'pip install "cnnic-validate[sign]"'
        raise UnreadableError(shown, say("signatures need the extra `sign`"), hint) from error
    return serialization, ed25519


def _id(public: Ed25519PublicKey) -> str:
    return hashlib.sha256(public.public_bytes_raw()).hexdigest()[:16]
