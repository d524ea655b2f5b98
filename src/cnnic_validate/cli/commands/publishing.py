"""The commands for published versions. Their work is imported when one runs."""

from __future__ import annotations

from typing import Any

import click

from cnnic_validate.cli import options
from cnnic_validate.cli.guard import guarded
from cnnic_validate.cli.spoken import Command

_CACHE = click.option(
    "--cache",
    metavar="DIR",
    default="",
    help="Keep what was fetched there instead of in the user's cache (also: CNNIC_CACHE).",
)
_KEY = click.option(
    "--key",
    metavar="FILE",
    default="",
    help="Public key (PEM) that must have signed the catalogue of the store.",
)
_SIGN_KEY = click.option(
    "--sign-key",
    metavar="FILE",
    default="",
    help="Sign the catalogue with this private key (Ed25519, PEM; its passphrase in"
    " CNNIC_KEY_PASSPHRASE).",
)
_FORMAT = options.format_of("text", "json")


@click.command("publish", cls=Command)
@click.option(
    "--to",
    metavar="STORE",
    required=True,
    help="The store: a folder, made where it is missing, or s3://bucket/folder.",
)
@options.package
@click.option("--dry-run", is_flag=True, help="Show what would be published; write nothing.")
@click.option(
    "--site", metavar="DIR", default="", help="Then build the site of the store there (cnnic site)."
)
@_SIGN_KEY
@options.verbose
@options.color
@options.lang
@guarded
def publish(**given: Any) -> int:
    """Publish the package as the next version, if it passes.

    The version follows from what changed since the last one (see `cnnic version`); a higher one in
    datapackage.json is taken. The bundle holds the tables, schemas and rules as they stand, and
    series.csv, a wide table for each topic, the change log, the report and the checksums. It is
    judged by pandera and frictionless too before anything is written. What is published never
    changes; publishing the same again writes nothing.
    """
    from cnnic_validate.cli.actions import publishing  # noqa: PLC0415 - see the docstring

    return publishing.publish(**given)


@click.command("versions", cls=Command)
@options.store
@_FORMAT
@_KEY
@_CACHE
@options.output
@options.verbose
@options.color
@options.lang
@guarded
def versions(**given: Any) -> int:
    """List what a store holds, a line a version, the newest last."""
    from cnnic_validate.cli.actions import publishing  # noqa: PLC0415 - see the docstring

    return publishing.versions(**given)


@click.command("get", cls=Command)
@click.argument("version", metavar="[VERSION]", default="")
@options.store
@click.option("--to", metavar="DIR", default="", help="Put the bundle into this new folder.")
@click.option(
    "--excel", is_flag=True, help="With --to: copies of the tables that Excel reads as UTF-8."
)
@click.option("--lock", is_flag=True, help="Pin version and digest in cnnic.lock here.")
@_KEY
@_CACHE
@options.lang
@guarded
def get(**given: Any) -> int:
    """Fetch a version and print the folder that it is in.

    VERSION is a version or `latest`; by default what cnnic.lock here pins, else the latest. Every
    byte is compared with its digest; afterwards the version is at hand without a network.
    """
    from cnnic_validate.cli.actions import publishing  # noqa: PLC0415 - see the docstring

    return publishing.get(**given)


@click.command("verify", cls=Command)
@click.argument("target", metavar="STORE|BUNDLE")
@_KEY
@_CACHE
@options.verbose
@options.color
@options.lang
@guarded
def verify(**given: Any) -> int:
    """Compare every byte of a store or bundle with its digests.

    A bundle is a folder or a zip with SHA256SUMS.
    """
    from cnnic_validate.cli.actions import publishing  # noqa: PLC0415 - see the docstring

    return publishing.verify(**given)


@click.command("withdraw", cls=Command)
@click.argument("version", metavar="VERSION")
@options.store
@click.option("--why", metavar="TEXT", required=True, help="What is wrong with it.")
@_SIGN_KEY
@options.lang
@guarded
def withdraw(**given: Any) -> int:
    """Mark a published version as not to be used.

    It stays where it is, for those who have used it, and its name is never used again.
    """
    from cnnic_validate.cli.actions import publishing  # noqa: PLC0415 - see the docstring

    return publishing.withdraw(**given)
