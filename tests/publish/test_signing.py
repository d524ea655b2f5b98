"""The signature of the catalogue: made before it moves, demanded by whoever has the public key."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from cnnic_validate.cli.commands import group
from cnnic_validate.errors import UnreadableError
from cnnic_validate.release import signing
from cnnic_validate.release.client import current, fetch, seen
from cnnic_validate.release.folder_store import FolderStore
from cnnic_validate.release.http_store import HttpStore
from cnnic_validate.release.publishing import publish_bundle, read_catalogue, withdraw
from cnnic_validate.release.store import CATALOGUE
from cnnic_validate.release.verify import verify_store
from cnnic_validate.render import Style
from cnnic_validate.render.publishing import verification_text
from tests.publish.publish_once import CREATED, tiny
from tests.publish.web import served

PASSPHRASE = "open"  # noqa: S105 - of a key that lives for a test


def keys(folder, name="key", *, made=ed25519.Ed25519PrivateKey.generate, passphrase=""):
    """Write a pair of keys; give both files."""
    private = made()
    how = (
        serialization.BestAvailableEncryption(passphrase.encode())
        if passphrase
        else serialization.NoEncryption()
    )
    pem = serialization.Encoding.PEM
    secret = folder / f"{name}.pem"
    secret.write_bytes(private.private_bytes(pem, serialization.PrivateFormat.PKCS8, how))
    secret.chmod(0o600)
    public = folder / f"{name}.public.pem"
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    public.write_bytes(private.public_key().public_bytes(pem, spki))
    return secret, public


@pytest.fixture
def pair(tmp_path):
    secret, public = keys(tmp_path)
    return signing.read_signing_key(secret), signing.read_public_key(public)


@pytest.fixture
def other(tmp_path):
    secret, public = keys(tmp_path, "other")
    return signing.read_signing_key(secret), signing.read_public_key(public)


@pytest.fixture
def store(tmp_path):
    return FolderStore(tmp_path / "store", writable=True)


def publish(store, version, key=None, more=""):
    files = tiny(version, more)
    return publish_bundle(store, files, version, CREATED, {"rows": 1}, key=key)


def signature_of(store, key):
    data = store.read(CATALOGUE, 10**6)
    return f"{store.describe()}/{signing.signature_name(data, key.id)}"


def overwrite(path, data):
    os.chmod(path, stat.S_IRUSR | stat.S_IWUSR)  # noqa: PTH101 - a text
    with open(path, "wb") as stream:  # noqa: PTH123 - a text
        stream.write(data)


def test_a_signed_store_is_read_with_its_key(store, pair, tmp_path):
    secret, public = pair
    assert publish(store, "1.0.0", secret).result == "new"
    assert publish(store, "1.1.0", secret).result == "new"
    cache = tmp_path / "cache"
    assert current(store, cache, public).number == 2
    assert fetch(store, "1.0.0", cache, key=public).is_dir()
    made = verify_store(store, key=public)
    assert (made.sound, made.leftovers, made.signed_by) == (True, (), public.id)
    assert len(store.list("signatures/")) == 2
    # Whoever has no key reads on as before.
    assert verify_store(store).sound
    assert current(store, tmp_path / "another").number == 2


def refusals(store, cache, public):
    """Give what each way to read a store says of a catalogue that the key did not sign."""
    said = []
    for version in ("latest", "1.0.0"):
        with pytest.raises(UnreadableError) as caught:
            fetch(store, version, cache, key=public)
        said.append(f"{caught.value}")
    made = verify_store(store, key=public)
    # Nothing is said of a signature that is not there or wrong.
    assert made.signed_by == ""
    assert f"{public.id}, as was demanded" not in verification_text(made, Style())
    return [*said, *(each.message for each in made.damages if each.path == CATALOGUE)]


def test_a_wrong_key_is_refused(store, pair, other, tmp_path):
    publish(store, "1.0.0", pair[0])
    said = refusals(store, tmp_path / "cache", other[1])
    assert [f"is not signed with the key {other[1].id}" in each for each in said] == [True] * 3
    assert seen(store, tmp_path / "cache") is None


def test_a_signature_of_another_key_under_its_name_is_refused(store, pair, other, tmp_path):
    publish(store, "1.0.0", pair[0])
    data = store.read(CATALOGUE, 10**6)
    overwrite(signature_of(store, pair[1]), signing.signature(other[0], data))
    said = refusals(store, tmp_path / "cache", pair[1])
    assert [f"the key {pair[1].id} did not make" in each for each in said] == [True] * 3
    assert seen(store, tmp_path / "cache") is None


def test_an_unsigned_catalogue_is_refused(store, pair, tmp_path):
    publish(store, "1.0.0")
    said = refusals(store, tmp_path / "cache", pair[1])
    assert ["is not signed" in each for each in said] == [True] * 3
    assert seen(store, tmp_path / "cache") is None


def test_every_flipped_byte_of_a_signature_is_refused(store, pair, tmp_path):
    publish(store, "1.0.0", pair[0])
    place = signature_of(store, pair[1])
    data = store.read(signing.signature_name(store.read(CATALOGUE, 10**6), pair[1].id), 64)
    assert len(data) == 64
    for at in range(64):
        overwrite(place, data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :])
        assert not verify_store(store, key=pair[1]).sound
    for wrong in (data[:-1], b"", data + b"\0"):
        overwrite(place, wrong)
        with pytest.raises(UnreadableError):
            current(store, tmp_path / "cache", pair[1])
        assert [each.path for each in verify_store(store).damages] == [
            place.removeprefix(f"{store.describe()}/")
        ]
        assert not verify_store(store, key=pair[1]).sound
        with served(tmp_path / "store") as web:
            assert not verify_store(HttpStore(web.url), key=pair[1]).sound


def test_a_changed_catalogue_has_no_signature(store, pair, tmp_path):
    """Its own digest can be made anew by whoever changes it; the signature cannot."""
    publish(store, "1.0.0", pair[0])
    forged = FolderStore(tmp_path / "forged", writable=True)
    publish(forged, "1.0.0", more="forged")
    shutil.copytree(tmp_path / "store" / "signatures", tmp_path / "forged" / "signatures")
    assert verify_store(forged).sound
    said = refusals(forged, tmp_path / "cache", pair[1])
    assert ["is not signed" in each for each in said] == [True] * 3
    assert seen(forged, tmp_path / "cache") is None


def test_a_signature_that_is_missing_is_added_by_publishing_again(store, pair, other, tmp_path):
    secret, public = pair
    publish(store, "1.0.0", secret)
    shutil.rmtree(tmp_path / "store" / "signatures")
    store = FolderStore(tmp_path / "store", writable=True)
    said = refusals(store, tmp_path / "cache", public)
    assert ["is not signed" in each for each in said] == [True] * 3
    assert seen(store, tmp_path / "cache") is None
    assert publish(store, "1.0.0", secret).result == "unchanged"
    assert verify_store(store, key=public).sound
    # A second key signs beside the first.
    assert publish(store, "1.0.0", other[0]).result == "unchanged"
    for key in (public, other[1]):
        assert verify_store(store, key=key).sound


def test_a_signed_store_gets_no_catalogue_without_a_signature(store, pair):
    secret, public = pair
    publish(store, "1.0.0", secret)
    assert publish(store, "1.0.0").result == "unchanged"
    for done in (publish(store, "1.1.0"), withdraw(store, "1.0.0", "wrong")):
        assert (done.result, "--sign-key" in done.refusal) == ("refused", True)
    assert read_catalogue(store).number == 1
    assert withdraw(store, "1.0.0", "wrong", secret).result == "new"
    made = verify_store(store, key=public)
    assert (made.sound, made.leftovers) == (True, ())


def test_an_older_signed_catalogue_is_refused_by_memory(store, pair, tmp_path):
    """P8: its signature is right, and it is old."""
    secret, public = pair
    publish(store, "1.0.0", secret)
    old = store.read(CATALOGUE, 10**6)
    publish(store, "1.1.0", secret)
    cache = tmp_path / "cache"
    current(store, cache, public)
    overwrite(f"{store.describe()}/{CATALOGUE}", old)
    with pytest.raises(UnreadableError, match="older than number 2"):
        fetch(store, "latest", cache, key=public)
    known = seen(store, cache)
    assert [each.path for each in verify_store(store, seen=known, key=public).damages] == [
        CATALOGUE
    ]


def test_what_was_seen_without_a_key_is_asked_for_again_with_one(store, pair, tmp_path):
    secret, public = pair
    publish(store, "1.0.0", secret)
    cache = tmp_path / "cache"
    with served(tmp_path / "store") as web:
        remote = HttpStore(web.url, first_pause=0.001)
        fetch(remote, "1.0.0", cache)
        web.requests.clear()
        fetch(remote, "1.0.0", cache, key=public)
        assert web.requests[0] == (f"/{CATALOGUE}", "")
        web.requests.clear()
        fetch(remote, "1.0.0", cache, key=public)
        assert web.requests == []


class Stopped(FolderStore):
    """A store where the power goes at the `at`th write."""

    def __init__(self, root, at):
        super().__init__(root, writable=True)
        self.left = at

    def _turn(self):
        if not self.left:
            raise KeyboardInterrupt
        self.left -= 1

    def put_if_absent(self, name, data):
        self._turn()
        return super().put_if_absent(name, data)

    def swap_catalogue(self, expected, new):
        self._turn()
        return super().swap_catalogue(expected, new)


def test_stopped_at_any_write_old_and_new_are_signed(tmp_path, pair):
    """P1 with a key; `test_crash.py` has the calls of the system inside each write."""
    secret, public = pair
    root = tmp_path / "store"
    publish(FolderStore(root, writable=True), "1.0.0", secret)
    stops = 0
    while True:
        place = tmp_path / f"{stops}"
        shutil.copytree(root, place)
        try:
            publish(Stopped(place, stops), "1.1.0", secret)
        except KeyboardInterrupt:
            stops += 1
        else:
            break
        made = verify_store(FolderStore(place), key=public)
        assert (made.sound, made.versions) == (True, 1)
        assert publish(FolderStore(place, writable=True), "1.1.0", secret).result == "new"
        made = verify_store(FolderStore(place), key=public)
        assert (made.sound, made.versions, made.leftovers) == (True, 2, ())
    assert stops == 7  # probe, two files, zip, manifest, signature, catalogue


def test_the_loser_of_a_race_leaves_no_damage(store, pair, tmp_path):
    secret, public = pair
    publish(store, "1.0.0", secret)

    class Overtaken(FolderStore):
        def swap_catalogue(self, expected, new):
            publish(store, "1.1.0", secret, "first")
            return super().swap_catalogue(expected, new)

    late = Overtaken(tmp_path / "store", writable=True)
    assert publish(late, "1.1.0", secret, "second").result == "refused"
    assert verify_store(store, key=public).sound


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_may_read_is_refused(tmp_path, mode):
    secret, _ = keys(tmp_path)
    secret.chmod(mode)
    with pytest.raises(UnreadableError, match=rf"mode 0{mode:o}\) \(chmod 600 "):
        signing.read_signing_key(secret)


def test_a_key_with_a_passphrase(tmp_path):
    secret, public = keys(tmp_path, passphrase=PASSPHRASE)
    key = signing.read_signing_key(secret, PASSPHRASE)
    assert not signing.fault(signing.read_public_key(public), b"x", signing.signature(key, b"x"))
    with pytest.raises(UnreadableError, match=r"is encrypted \(set CNNIC_KEY_PASSPHRASE"):
        signing.read_signing_key(secret)
    with pytest.raises(UnreadableError, match="CNNIC_KEY_PASSPHRASE is not its passphrase"):
        signing.read_signing_key(secret, "wrong")


def test_what_is_no_key_is_told(tmp_path):
    secret, public = keys(tmp_path)
    curve, curve_public = keys(
        tmp_path, "curve", made=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    text = tmp_path / "text"
    text.write_text("no key")
    text.chmod(0o600)
    for path, said in ((curve, "is no Ed25519 key"), (text, "is no private key in PEM")):
        with pytest.raises(UnreadableError, match=said):
            signing.read_signing_key(path)
    said = {curve_public: "is no Ed25519 key", text: "is no public key", secret: "is a private key"}
    for path, message in said.items():
        with pytest.raises(UnreadableError, match=message):
            signing.read_public_key(path)
    public.chmod(0o600)
    with pytest.raises(UnreadableError, match="is no private key"):
        signing.read_signing_key(public)


def test_without_the_library_the_extra_is_named(tmp_path, monkeypatch):
    secret, public = keys(tmp_path)
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives", None)
    for read, path in ((signing.read_signing_key, secret), (signing.read_public_key, public)):
        with pytest.raises(UnreadableError, match=r'pip install "cnnic-validate\[sign\]"'):
            read(path)


def run(*arguments, code=0):
    result = CliRunner().invoke(group, [str(each) for each in arguments])
    assert "Traceback" not in result.output
    assert result.exit_code == code, result.output
    return result


@pytest.mark.usefixtures("package")
def test_the_commands(tmp_path, monkeypatch):
    """One package goes through all of them."""
    secret, public = keys(tmp_path, passphrase=PASSPHRASE)
    _, other = keys(tmp_path, "other")
    store = tmp_path / "store"
    without = run("publish", "--to", store, "--sign-key", secret, code=3)
    assert "set CNNIC_KEY_PASSPHRASE" in without.stderr
    monkeypatch.setenv("CNNIC_KEY_PASSPHRASE", PASSPHRASE)
    said = run("publish", "--to", store, "--sign-key", secret).stdout
    assert f"signed by  key {signing.read_public_key(public).id}" in said
    assert "0.1.0" in run("versions", "--from", store, "--key", public).stdout
    assert run("get", "--from", store, "--key", public).stdout
    text = run("verify", store, "--key", public).stdout
    assert "as was demanded" in text
    for command in (("versions", "--from", store), ("get", "--from", store)):
        assert "is not signed with the key" in run(*command, "--key", other, code=3).stderr
    assert "is not signed with the key" in run("verify", store, "--key", other, code=1).stdout
    archive = next(store.rglob("*.zip"))
    assert "is a bundle by itself" in run("verify", archive, "--key", public, code=3).stderr
    withdrawal = ("withdraw", "0.1.0", "--from", store, "--why", "wrong")
    assert "is signed: sign with --sign-key" in run(*withdrawal, code=1).stderr
    assert "is withdrawn" in run(*withdrawal, "--sign-key", secret).stdout
    assert "withdrawn" in run("versions", "--from", store, "--key", public).stdout
    # A key that cannot be used is told before any work.
    secret.chmod(0o644)
    refusal = run("publish", "--to", tmp_path / "new", "--sign-key", secret, code=3)
    assert "others may use" in refusal.stderr
    assert not (tmp_path / "new").exists()


def console():
    from tests.publish.test_consume import ROOT  # noqa: PLC0415 - a heavy module

    guide = (ROOT / "docs" / "publish.md").read_text(encoding="utf-8")
    return [line[2:] for line in guide.splitlines() if line.startswith("$ openssl ")]


def test_the_openssl_commands_of_the_guide(tmp_path, monkeypatch, store):
    """The keys they make sign, and openssl finds the signature right."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    monkeypatch.chdir(tmp_path)
    made = console()
    assert len(made) == 3
    for command in made[:2]:
        subprocess.run(command, shell=True, check=True)  # noqa: S602 - our guide
    secret = signing.read_signing_key(tmp_path / "key.pem")
    publish(store, "1.0.0", secret)
    public = signing.read_public_key(tmp_path / "public.pem")
    shutil.copy(tmp_path / "store" / CATALOGUE, tmp_path)
    shutil.copy(signature_of(store, public), tmp_path / "catalogue.sig")
    done = subprocess.run(made[2], shell=True, capture_output=True, check=False)  # noqa: S602
    assert b"Signature Verified Successfully" in done.stdout, done.stderr
