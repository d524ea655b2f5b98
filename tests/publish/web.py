"""A web server of files on this machine that fails as it is told to."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class Web:
    """`faults` are played one a request: a status, `reset`, `cut`, `short`, `drip` or `ok`.

    `short` is an answer cut off that did not say how long it is, `drip` one of a byte now and then.
    A path that begins with a key of `moved` is sent on to the address there.
    """

    root: Path
    ranges: bool = True
    faults: list[str] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    url: str = ""
    measured: bool = True
    moved: dict[str, str] = field(default_factory=dict)


@contextlib.contextmanager
def served(root: Path, **settings) -> Iterator[Web]:
    web = Web(root, **settings)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_arguments):
            pass

        def do_GET(self):
            wanted = self.headers.get("Range", "")
            web.requests.append((self.path, wanted))
            fault = web.faults.pop(0) if web.faults else "ok"
            if fault == "reset":
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.connection.close()
                return
            for begin, onward in web.moved.items():
                if self.path.startswith(begin):
                    self.send_response(302)
                    self.send_header("Location", onward + self.path)
                    self.end_headers()
                    return
            path = web.root / self.path.lstrip("/")
            if fault.isdigit() or not path.is_file():
                self.send_error(int(fault) if fault.isdigit() else 404)
                return
            data = path.read_bytes()
            start = int(wanted[6:-1]) if wanted and web.ranges else 0
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
            if web.measured:
                self.send_header("Content-Length", str(len(data) - start))
            self.end_headers()
            rest = data[start:]
            if fault == "drip":
                for byte in rest:
                    self.wfile.write(bytes([byte]))
                    time.sleep(0.01)
            self.wfile.write(rest[: len(rest) // 2] if fault in {"cut", "short"} else rest)

        def handle(self):
            with contextlib.suppress(OSError):
                super().handle()

        def finish(self):
            with contextlib.suppress(OSError):
                super().finish()

    class Server(ThreadingHTTPServer):
        def shutdown_request(self, request):
            with contextlib.suppress(OSError):
                super().shutdown_request(request)

    server = Server(("127.0.0.1", 0), Handler)
    web.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
