"""`tidings rates`: from a real server on this machine, within limits, and the old table stays when anything is wrong."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from datetime import date
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from classifiers.rates import RateError, shipped
from tests.classifiers.rates.test_rates import ecb
from tests.services import WebServer, free_port, reply
from tests.tidings.test_cli import tidings
from tidings.rates import MAX_BYTES, RateFile, download

TODAY = date(2026, 11, 24)


@pytest.fixture
def rates(tmp_path: Path) -> RateFile:
    return RateFile(tmp_path / "state")


def test_a_newer_table_is_used_at_once_and_an_older_one_is_not_kept(rates: RateFile) -> None:
    other = RateFile(rates.path.parent)  # of a worker that runs meanwhile
    assert other.current() == shipped()
    assert rates.take(ecb("2026-11-23", USD="1.1300"), TODAY)
    assert str(other.current().per_euro["USD"]) == "1.1300"
    assert not rates.take(ecb("2026-11-20", USD="1.1200"), TODAY)
    assert rates.current().day == date(2026, 11, 23)


def test_a_jump_is_refused_unless_it_is_forced(rates: RateFile) -> None:
    with pytest.raises(RateError, match="TRY jumps .* --force"):
        rates.take(ecb(TRY="120"), TODAY)
    assert rates.current() == shipped()
    assert rates.take(ecb(TRY="120"), TODAY, force=True)
    assert str(rates.current().per_euro["TRY"]) == "120"


@pytest.mark.parametrize("content", [b"rubbish", ecb("2026-01-02")])
def test_a_file_that_is_damaged_or_older_than_what_ships_is_passed_over(rates: RateFile, content: bytes) -> None:
    rates.path.parent.mkdir()
    rates.path.write_bytes(content)
    assert rates.current() == shipped()


def slow(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(40):
        request.wfile.write(b"<")
        request.wfile.flush()
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (reply(404, b"gone"), "cannot be fetched"),
        (reply(200, b" " * (MAX_BYTES + 1)), "more than"),
        (slow, "took more than"),
    ],
)
def test_a_server_that_fails_floods_or_drips_is_given_up(
    answer: Callable[[BaseHTTPRequestHandler], None], message: str
) -> None:
    with WebServer({"*": answer}) as server, pytest.raises(RateError, match=message):
        download(f"{server.origin}/rates.xml", seconds=0.5)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/x", "rates.xml"])
def test_only_web_addresses_are_fetched(url: str) -> None:
    with pytest.raises(RateError, match="is not a web address"):
        download(url)


def test_a_server_that_is_down_is_named() -> None:
    with pytest.raises(RateError, match="cannot be fetched"):
        download(f"http://127.0.0.1:{free_port()}/rates.xml")


def update(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return tidings("rates", "update", *arguments, cwd=folder)


def test_the_commands_show_fetch_and_keep(tmp_path: Path) -> None:
    shown = tidings("rates", "show", cwd=tmp_path)
    assert "European Central Bank, reference rates of 2026-10-30" in shown.stdout
    assert "1,000,000 EUR = 1,117,200.00 USD" in shown.stdout
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_bytes(ecb("2026-11-02", USD="1.1200"))
    bad.write_bytes(ecb("2026-11-03", USD="112.00"))
    with WebServer({"/daily.xml": reply(200, good.read_bytes(), "text/xml")}) as server:
        done = update(tmp_path, "--url", f"{server.origin}/daily.xml")
    assert (done.returncode, done.stdout) == (0, "rates of 2026-11-02\n")
    refused = update(tmp_path, "--file", str(bad))
    assert refused.returncode == 1
    assert "USD jumps from 1.1200" in refused.stderr
    assert "the table of 2026-11-02 stays" in refused.stderr
    assert "nothing newer" in update(tmp_path, "--file", str(good)).stdout
    assert "reference rates of 2026-11-02" in tidings("rates", "show", cwd=tmp_path).stdout
