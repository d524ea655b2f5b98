"""Show a folder on this machine, for a look at a site before it is put anywhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from cnnic_validate import files
from cnnic_validate.errors import UnreadableError
from cnnic_validate.message import say

_HERE = "127.0.0.1"


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line for each request."""

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def serve_folder(folder: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve a folder to this machine alone until an interrupt.

    Args:
        folder: what is served.
        port: where; 0 takes a free one.
        ready: told the address once it answers.

    Raises:
        UnreadableError: the port cannot be had.
    """
    try:
        server = ThreadingHTTPServer((_HERE, port), partial(_Quiet, directory=folder))
    except OSError as error:
        what = say("cannot be served: {reason}", reason=files.reason(error))
        hint = say("name another --port; 0 takes a free one")
        raise UnreadableError(f"{_HERE}:{port}", what, hint) from error
    with server:
        ready(f"http://{_HERE}:{server.server_port}/")
        server.serve_forever()
