"""Whoever is called over TLS shows a certificate that somebody known signed, or is told nothing."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from uuid import uuid4

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from api.signing.gateway import GatewaySender
from api.signing.provider import Provider
from api.signing.sender import NotSent
from store.identity_provider import IdentityProvider
from store.people.errors import ProviderSilent
from store.people.provider import Visit
from store.secret import Secret


class Impostor(BaseHTTPRequestHandler):
    heard: list[str]

    def do_POST(self) -> None:
        self.heard.append(self.path)
        self.send_response(202)
        self.end_headers()

    do_GET = do_POST


@pytest.fixture
def impostor(tmp_path: Path) -> Iterator[str]:
    """An address with a certificate that it signed itself."""
    Impostor.heard = []
    server = HTTPServer(("127.0.0.1", 0), Impostor)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(tmp_path / "own.pem"))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    address = f"https://127.0.0.1:{server.server_port}"
    assert httpx.get(address, verify=False, trust_env=False).status_code == 202  # it would answer whoever asks nothing
    Impostor.heard.clear()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()


def test_no_code_goes_to_a_gateway_that_nobody_vouches_for(impostor: str) -> None:
    with pytest.raises(NotSent):
        GatewaySender(f"{impostor}/send", Secret(b"k" * 32)).send("+8613800138000", "123456", uuid4())
    assert Impostor.heard == []


def test_no_provider_is_believed_that_nobody_vouches_for(impostor: str) -> None:
    provider = Provider(IdentityProvider(impostor, "suyuan", Secret(b"s" * 32)), "https://sy.example.cn/people/back")
    with pytest.raises(ProviderSilent):
        provider.address(Visit("state", "nonce", "v" * 64, None))
    assert Impostor.heard == []


def _certificate(to: Path) -> Path:
    key, now = generate_private_key(SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    to.write_bytes(made.public_bytes(Encoding.PEM) + secret)
    return to
