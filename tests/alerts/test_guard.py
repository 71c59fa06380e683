"""Webhooks that subscribers add reach the world, and nothing inside the network: tried with real servers on loopback."""

from __future__ import annotations

import socket
import time
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from typing import Any

import pytest

from alerts.channels import parse_channel
from alerts.guard import is_outside, parse_networks, webhook_url
from alerts.notifier import Notifier
from alerts.subscriptions import SubscriptionError
from tests.alerts.test_notifier import alert
from tests.services import WebServer, reply

LOOPBACK = "127.0.0.0/8, ::1/128"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.1",
        "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::808:808",
        "2002:7f00:1::1", "2002:c0a8:101::1", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_inside_are_refused(address: str) -> None:
    assert not is_outside(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_reached(address: str) -> None:
    assert is_outside(ip_address(address))


def test_networks_that_the_operator_names_are_reached_all_the_same() -> None:
    allowed = parse_networks("10.1.0.0/16, fd00:1::/64")
    assert is_outside(ip_address("10.1.2.3"), allowed)
    assert is_outside(ip_address("::ffff:10.1.2.3"), allowed)
    assert is_outside(ip_address("fd00:1::5"), allowed)
    assert not is_outside(ip_address("10.2.0.1"), allowed)


@pytest.mark.parametrize(
    "typed",
    [
        "", "no address", "ftp://a.example/x", "file:///etc/passwd", "https://", "https://user:word@a.example/", "https://a.example/?to=b",
        "https://a.example:99999/", "https://[::1/", "http://127.0.0.1/x", "http://localhost:8000/", "http://[::1]/", "http://2130706433/",
        "http://0x7f.1/", "http://169.254.169.254/latest/meta-data", "http://[::ffff:127.0.0.1]/",
    ],
)  # fmt: skip
def test_what_is_no_public_address_is_not_added(typed: str) -> None:
    with pytest.raises(SubscriptionError):
        webhook_url(typed)


def guarded(port: int, path: str = "/hook", host: str = "127.0.0.1") -> Any:
    return alert(parse_channel(f"json://{host}:{port}{path}?guard=yes")[1])


def test_a_server_inside_hears_nothing_until_the_operator_allows_it() -> None:
    with WebServer({"*": reply(200, "ok")}) as server:
        for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]"):
            outcome = Notifier().send(guarded(server.port, host=host))
            assert (outcome.kind, outcome.detail) == ("refused", "the address is inside the network")
        assert server.asked == []
        assert Notifier(webhook_networks=LOOPBACK).send(guarded(server.port)).kind == "sent"
        assert Notifier().send(alert(f"json://127.0.0.1:{server.port}/hook")).kind == "sent", "of the operator"
        assert server.paths() == ["/hook", "/hook"]


def test_a_redirect_to_the_inside_is_not_followed() -> None:
    with WebServer({"/inside": reply(200, "secret")}) as server:
        server.routes["/hook"] = reply(307, "", Location=f"{server.origin}/inside")
        assert Notifier(webhook_networks=LOOPBACK).send(guarded(server.port)).kind == "retry"
        assert server.paths() == ["/hook"]


def named(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """A name server that gives another answer each time."""
    left, asked = list(answers), []

    def look_up(host: str, port: int, *args: Any, **options: Any) -> list[Any]:
        asked.append(host)
        found = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr("alerts.guard.socket.getaddrinfo", look_up)
    return asked


def test_a_name_that_moves_inside_after_it_was_added_is_refused_when_a_message_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with WebServer({"*": reply(200, "ok")}) as server:
        named(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
        url = webhook_url(f"http://hook.example:{server.port}/x")
        assert Notifier().send(alert(parse_channel(url)[1])).kind == "refused"
        assert server.asked == []


def test_a_name_with_one_address_inside_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    named(monkeypatch, ["93.184.216.34", "10.0.0.5"])
    with pytest.raises(SubscriptionError):
        webhook_url("https://hook.example/x")


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with WebServer({"*": reply(200, "ok")}) as proxy, WebServer({"*": reply(200, "ok")}) as server:
        monkeypatch.setenv("http_proxy", proxy.origin)
        assert Notifier(webhook_networks=LOOPBACK).send(guarded(server.port)).kind == "sent"
        assert proxy.asked == []


def test_three_addresses_of_a_host_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = ["127.0.0.2", "127.0.0.3", "127.0.0.4"]
    with WebServer({"*": reply(200, "ok")}) as server:
        for found, kind in ((silent[:2], "sent"), (silent, "retry")):
            monkeypatch.setattr("alerts.guard.resolve", lambda *_, found=found: [*found, "127.0.0.1"])
            assert Notifier().send(guarded(server.port, host="hook.example")).kind == kind
        assert server.paths() == ["/hook"]


def dripping(first: bytes, drop: bytes, every_seconds: float) -> Any:
    """An answer that begins and never ends, until the other side has gone."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        try:
            handler.wfile.write(first)
            for _ in range(int(20 / every_seconds)):
                handler.wfile.write(drop)
                time.sleep(every_seconds)
        except OSError:
            pass

    return answer


@pytest.mark.parametrize(
    ("first", "drop", "every_seconds", "kind"),
    [
        (b"", b"H", 1, "unknown"),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a", 1, "unknown"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.01, "unknown"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0", 1, "sent"),
        (b"HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n", b"0", 1, "retry"),
    ],
)
def test_a_server_that_answers_for_ever_is_left_at_the_deadline(
    monkeypatch: pytest.MonkeyPatch, first: bytes, drop: bytes, every_seconds: float, kind: str
) -> None:
    monkeypatch.setattr("alerts.webhooks.GUARDED_SECONDS", 1.5)
    with WebServer({"*": dripping(first, drop, every_seconds)}) as server:
        began = time.monotonic()
        assert Notifier(webhook_networks=LOOPBACK).send(guarded(server.port)).kind == kind
        assert 1.4 < time.monotonic() - began < 6
