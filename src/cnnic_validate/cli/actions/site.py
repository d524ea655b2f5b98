"""What `cnnic site` does."""

from __future__ import annotations

import sys

from cnnic_validate.cli.actions import judging
from cnnic_validate.cli.guard import CLEAN
from cnnic_validate.cli.language import language_of, usage_error
from cnnic_validate.cli.output import complain, emit, sentence
from cnnic_validate.cli.progress import progress_on
from cnnic_validate.message import say
from cnnic_validate.render import Style
from cnnic_validate.workflow.serving import serve_folder
from cnnic_validate.workflow.site import build_site

_WEB = ("http://", "https://")


@judging
def site(*, store: str, to: str, base_url: str, serve: bool, port: int, lang: str) -> int:
    """Build the site of a store, and show it where that is asked for."""
    style = Style(lang=language_of(lang))
    if base_url and not base_url.startswith(_WEB):
        raise usage_error(say("--base-url {url}: give a whole address, https://…", url=base_url))
    build(store, to, base_url, style)
    if serve:

        def ready(address: str) -> None:
            complain(sentence(style.tell("Serving {address}, stop with Ctrl-C", address=address)))

        serve_folder(to, port, ready)
    return CLEAN


def build(store: str, to: str, base_url: str, style: Style) -> None:
    """Build the site of a store and say what was built."""
    with progress_on(sys.stderr, style.lang) as progress:
        built = build_site(store, to, base_url=base_url, progress=progress)
    said = style.tell(
        "{folder}: {files:,} files, {size:,} bytes, of {versions}",
        folder=built.folder,
        files=built.files,
        size=built.size,
        versions=style.joined(", ", built.versions),
    )
    emit(sentence(said), None)
    if built.unshown:
        unread = style.tell(
            "Not shown, for their data cannot be read any more: {versions}",
            versions=style.joined(", ", built.unshown),
        )
        complain(sentence(unread))
