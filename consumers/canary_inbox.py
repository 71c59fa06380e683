"""Where canaries arrive unless a channel is named for them: an HTTP server of the process that sends them out."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MOST_BYTES = 1_000_000


def serve_inbox(host: str, port: int) -> ThreadingHTTPServer:
    """Accept every message, in a thread, until the process ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(min(MOST_BYTES, int(self.headers.get("Content-Length") or 0)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """The watcher notes what was accepted."""

    server = ThreadingHTTPServer((host, port), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="inbox", daemon=True).start()
    return server
