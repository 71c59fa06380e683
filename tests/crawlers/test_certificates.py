"""Certificates are verified, but for sources that say otherwise."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.crawlers.test_crawl import crawl, page, rss
from tests.services import WebServer, reply


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's side, with a certificate that nobody vouches for."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "broken.example")])
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=9)).not_valid_after(now - timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "site.pem").write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "site.pem")
    return context


def test_a_broken_certificate_is_refused_and_an_exception_holds_for_its_source_alone(tmp_path: Path) -> None:
    with WebServer() as site:
        site._server.socket = self_signed(tmp_path).wrap_socket(site._server.socket, server_side=True)
        excepted, strict = f"https://localhost:{site.port}", f"https://127.0.0.1:{site.port}"
        site.routes |= {
            "/a": reply(200, page("A title of it")), "/feed": reply(200, rss(excepted, "/a")), "/strict": reply(200, rss(strict, "/a")),
        }  # fmt: skip
        extra = f"verify_certificates = false\n[[source]]\nid = 'strict'\nurl = '{strict}/strict'"
        articles, table = crawl(site, tmp_path, "/feed", extra=extra, origin=excepted)
    assert [a["url"].startswith(excepted) for a in articles] == [True], table
    assert "source_failed 1" in table
    assert "/strict" not in site.paths()
