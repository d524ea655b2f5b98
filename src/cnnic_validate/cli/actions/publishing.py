"""What the commands for published versions do."""

from __future__ import annotations

import sys

from cnnic_validate.cli.actions import exit_code, judging
from cnnic_validate.cli.actions.site import build
from cnnic_validate.cli.guard import CLEAN, FINDINGS
from cnnic_validate.cli.language import language_of, usage_error
from cnnic_validate.cli.output import complain, emit, sentence, style_for
from cnnic_validate.cli.progress import progress_on
from cnnic_validate.message import say
from cnnic_validate.render import Style
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
    *,
    to: str,
    package: str,
    dry_run: bool,
    site: str,
    sign_key: str,
    verbose: bool,
    color: str,
    lang: str,
) -> int:
    """Publish the package, or show what would be, or say why not; then build the site of the store.

    The site is built of what stands there, so also where nothing changed.
    """
    if site and dry_run:
        raise usage_error(say("--dry-run writes nothing: leave --site out"))
    style = style_for(color, None, verbose=verbose, lang=lang)
    with progress_on(sys.stderr, style.lang) as progress:
        made = publishing.publish(
            to, package=package, dry_run=dry_run, sign_key=sign_key, progress=progress
        )
    emit(publication_text(made, style), None)
    if site and made.result in {"published", "unchanged"}:
        build(to, site, "", style)
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
    lang: str,
) -> int:
    """List the versions of a store."""
    style = style_for(color, output, verbose=verbose, lang=lang)
    catalogue = consumption.versions(store, cache=cache, key=key)
    emit(_CATALOGUES[format_](catalogue, style), output)
    return CLEAN


@judging
def get(
    *,
    version: str,
    store: str,
    to: str,
    excel: bool,
    lock: bool,
    key: str,
    cache: str,
    lang: str,
) -> int:
    """Fetch a version; its folder goes to standard output, the rest is said beside it."""
    if excel and not to:
        raise usage_error(say("--excel goes with --to"))
    style = Style(lang=language_of(lang))
    with progress_on(sys.stderr, style.lang) as progress:

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
    said = style.tell(
        "{name} {version}, sha256 {digest}",
        name=fetched.name,
        version=fetched.version,
        digest=fetched.digest[:16],
    )
    pinned = style.tell("; pinned in {file}", file=fetched.lock) if fetched.lock else ""
    complain(sentence(f"{said}{pinned}"))
    if fetched.withdrawn:
        told = style.tell("This version was withdrawn: {why}", why=fetched.withdrawn)
        complain(sentence(told))
    emit(f"{fetched.folder}\n", None)
    return CLEAN


@judging
def verify(*, target: str, key: str, cache: str, verbose: bool, color: str, lang: str) -> int:
    """Compare a store or a bundle with what was published."""
    style = style_for(color, None, verbose=verbose, lang=lang)
    verification = consumption.verify(target, cache=cache, key=key)
    emit(verification_text(verification, style), None)
    return CLEAN if verification.sound else FINDINGS


@judging
def withdraw(*, version: str, store: str, why: str, sign_key: str, lang: str) -> int:
    """Mark a version as withdrawn."""
    style = Style(lang=language_of(lang))
    done = consumption.withdraw(version, store=store, why=why, sign_key=sign_key)
    if done.result == "refused":
        complain(sentence(style.tell("Refused: {refusal}", refusal=done.refusal)))
        return FINDINGS
    if done.result == "new":
        said = style.tell("Version {version} is withdrawn: {why}", version=version, why=why)
    else:
        said = style.tell("Version {version} was withdrawn before: {why}", version=version, why=why)
    emit(sentence(said), None)
    return CLEAN
