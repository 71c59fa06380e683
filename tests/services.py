"""Real servers for the tests: Apache Kafka, PostgreSQL, a web server with a script, free ports."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def skip_or_fail(name: str, reason: str) -> None:
    """Skip a test whose part this machine lacks; where TIDINGS_REQUIRE names the part, that is a failure."""
    if name in os.environ.get("TIDINGS_REQUIRE", "").split(","):
        pytest.fail(f"{name} is required here: {reason}")
    pytest.skip(reason)


def free_port() -> int:
    """A port that nobody listens on, nor on the next one, which a Kafka broker's controller takes.

    Below those that the system hands to outgoing connections: one of these could take it before its server does.
    """
    while True:
        port = random.randrange(15_000, 30_000)
        with socket.socket() as first, socket.socket() as second, contextlib.suppress(OSError):
            first.bind(("127.0.0.1", port))
            second.bind(("127.0.0.1", port + 1))
            return port


def wait_for(condition: Callable[[], object], seconds: float = 30.0, what: str = "the condition") -> None:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise AssertionError(f"{what} did not come true within {seconds} s")
        time.sleep(0.05)


class KafkaBroker:
    """A broker of its own in a folder; it can be killed and started again on the same data."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"kafka://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, str(ROOT / "deploy/kafka/start.py"), "--data", str(self.folder), "--port", str(self.port)]
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        wait_for(self._answers, 120, "the broker")

    def _answers(self) -> bool:
        from bus.errors import BusUnavailable
        from bus.kafka import KafkaBus

        assert self._process is not None
        assert self._process.poll() is None, "the broker ended; see its log"
        try:
            with socket.create_connection(("127.0.0.1", self.port), 0.5):
                pass
            KafkaBus([f"127.0.0.1:{self.port}"]).topics()
        except (OSError, BusUnavailable):
            return False
        return True

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(30)


def kafka_missing() -> str:
    """Why there can be no broker here, or nothing."""
    if (ROOT / "deploy/kafka/target/libs").is_dir() and shutil.which("java"):
        return ""
    missing = [tool for tool in ("java", "mvn") if shutil.which(tool) is None]
    return f"{' and '.join(missing)} not installed" if missing else ""


class Postgres:
    """A PostgreSQL server of its own in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self._tools = Path(find_initdb() or "").parent
        # initdb refuses to run as root.
        self._user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._user:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", f"{self.folder}/data", "-U", "tidings", "-A", "trust", "--no-sync")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off"
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-l", f"{self.folder}/log", "-o", options, "start")

    def _run(self, tool: str, *arguments: str) -> None:
        done = subprocess.run([*self._user, str(self._tools / tool), *arguments], capture_output=True, text=True, cwd="/")
        assert done.returncode == 0, done.stderr + done.stdout

    def stop(self) -> None:
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "stop")

    def url(self, name: str) -> str:
        """A new, empty database."""
        import psycopg

        with psycopg.connect(f"host=127.0.0.1 port={self.port} user=tidings dbname=postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return f"postgresql+psycopg://tidings@127.0.0.1:{self.port}/{name}"


def find_initdb() -> str | None:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    return str(debian[0]) if debian else shutil.which("initdb")


Answer = Callable[[BaseHTTPRequestHandler], None]


class WebServer:
    """Answers paths by functions, and remembers what was asked of it."""

    def __init__(self, routes: dict[str, Answer] | None = None, host: str = "127.0.0.1") -> None:
        self.routes, self.host = routes or {}, host
        self.asked: list[tuple[str, str, bytes, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                outer.asked.append((self.command, self.path, self.rfile.read(length), dict(self.headers)))
                answer = outer.routes.get(self.path.split("?")[0]) or outer.routes.get("*")
                (answer or reply(404, b"not found"))(self)

            do_POST = do_GET

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer((host, 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def origin(self) -> str:
        return f"http://{self.host}:{self.port}"

    def paths(self) -> list[str]:
        return [path for _, path, _, _ in self.asked]

    def __enter__(self) -> WebServer:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def reply(status: int, body: bytes | str = b"", kind: str = "text/html; charset=utf-8", **headers: str) -> Answer:
    """An answer with a status, a body, and an ETag that is honoured."""
    data = body.encode() if isinstance(body, str) else body

    def answer(request: BaseHTTPRequestHandler) -> None:
        fresh = "ETag" in headers and request.headers.get("If-None-Match") == headers["ETag"]
        request.send_response(304 if fresh else status)
        request.send_header("Content-Type", kind)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", "0" if fresh else str(len(data)))
        request.end_headers()
        if not fresh:
            request.wfile.write(data)

    return answer
