"""What the commands for published versions do."""

from __future__ import annotations

import sys

import click

from cnnic_validate.cli.actions import exit_code, judging
from cnnic_validate.cli.guard import CLEAN, FINDINGS
from cnnic_validate.cli.output import complain, emit, style_for
from cnnic_validate.cli.progress import progress_on
from cnnic_validate.render.publishing import (
    catalogue_json,
    catalogue_text,
    publication_text,
    verification_text,
)
from cnnic_validate.workflow import consumption, publishing

_CATALOGUES = {"text": catalogue_text, "json": catalogue_json}


@judging
def publish(
    *, to: str, package: str, dry_run: bool, sign_key: str, verbose: bool, color: str
) -> int:
    """Publish the package, or show what would be, or say why not."""
    style = style_for(color, None, verbose=verbose)
    with progress_on(sys.stderr) as progress:
        made = publishing.publish(
            to, package=package, dry_run=dry_run, sign_key=sign_key, progress=progress
        )
    emit(publication_text(made, style), None)
    code = exit_code(made.report, "error")
    return FINDINGS if code == CLEAN and made.result == "refused" else code


@judging
def versions(
    *,
    store: str,
    format_: str,
    key: str,
    cache: str,
    output: str | None,
    verbose: bool,
    color: str,
) -> int:
    """List the versions of a store."""
    style = style_for(color, output, verbose=verbose)
    catalogue = consumption.versions(store, cache=cache, key=key)
    emit(_CATALOGUES[format_](catalogue, style), output)
    return CLEAN


@judging
def get(*, version: str, store: str, to: str, excel: bool, lock: bool, key: str, cache: str) -> int:
    """Fetch a version; its folder goes to standard output, the rest is said beside it."""
    if excel and not to:
        raise click.UsageError("--excel goes with --to")
    with progress_on(sys.stderr) as progress:

        def arrived(done: int, total: int) -> None:
            if progress:
                progress("fetching", done, total)

        fetched = consumption.get(
            version,
            store=store,
            to=to,
            excel=excel,
            lock=lock,
            key=key,
            cache=cache,
            progress=arrived,
        )
    said = f"{fetched.name} {fetched.version}, sha256 {fetched.digest[:16]}"
    complain(f"{said}; pinned in {fetched.lock}\n" if fetched.lock else f"{said}\n")
    emit(f"{fetched.folder}\n", None)
    return CLEAN


@judging
def verify(*, target: str, key: str, cache: str, verbose: bool, color: str) -> int:
    """Compare a store or a bundle with what was published."""
    verification = consumption.verify(target, cache=cache, key=key)
    emit(verification_text(verification, style_for(color, None, verbose=verbose)), None)
    return CLEAN if verification.sound else FINDINGS


@judging
def withdraw(*, version: str, store: str, why: str, sign_key: str) -> int:
    """Mark a version as withdrawn."""
    done = consumption.withdraw(version, store=store, why=why, sign_key=sign_key)
    if done.result == "refused":
        complain(f"Refused: {done.refusal}\n")
        return FINDINGS
    said = "is withdrawn" if done.result == "new" else "was withdrawn before"
    emit(f"Version {version} {said}: {why}\n", None)
    return CLEAN
