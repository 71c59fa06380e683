"""/metrics and /healthz of a worker, on loopback."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import generate_latest

from consumers import metrics

STUCK_SECONDS = 300.0  # a loop that has not turned for so long is not healthy


def serve_health(port: int, worker: str, host: str = "127.0.0.1") -> ThreadingHTTPServer:
    """Serve in a thread until the process ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/metrics":
                self._answer(200, generate_latest(metrics.REGISTRY), "text/plain; version=0.0.4")
            elif self.path == "/healthz":
                turned = metrics.REGISTRY.get_sample_value("tidings_worker_last_turn_timestamp_seconds", {"worker": worker})
                well = turned is not None and time.time() - turned < STUCK_SECONDS
                self._answer(200 if well else 503, b"ok\n" if well else b"the loop does not turn\n", "text/plain")
            else:
                self._answer(404, b"try /metrics or /healthz\n", "text/plain")

        def _answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Probes every few seconds are not worth a line."""

    server = ThreadingHTTPServer((host, port), Handler)
    threading.Thread(target=server.serve_forever, name="health", daemon=True).start()
    return server
