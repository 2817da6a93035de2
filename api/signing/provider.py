"""An identity provider of others (OpenID Connect Core 1.0, authorization code with PKCE): asked here, never believed
without its signature.
"""

from __future__ import annotations

import time
from threading import Lock
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import httpx
import msgspec
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from store.identity_provider import IdentityProvider
from store.people.errors import ProviderRefused, ProviderSilent
from store.people.jose import UNREADABLE
from store.people.provider import Visit

ALGORITHMS: Final = ["ES256", "EdDSA", "Ed25519", "PS256", "RS256"]
"""Signatures with a public key; `none` and those with our own secret are refused."""
TIMEOUT: Final = httpx.Timeout(5.0, connect=2.0)
MOST: Final = 256 * 1024
"""Bytes of an answer of the provider."""
KEPT: Final = 3600.0
"""Seconds that what the provider says of itself is believed."""
ANEW: Final = 30.0
"""Seconds between two looks for a key that is not known: whoever makes one up shall not make us ask."""
LEEWAY: Final = 60
_SEVERAL: Final = frozenset({"mfa", "hwk", "fpt", "face"})
"""Of the ways in which somebody proved who they are (RFC 8176) those that are two factors, or stand for two."""


class Metadata(msgspec.Struct):
    """What the provider says of itself (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class Identity(NamedTuple):
    """Whom the provider vouches for. `several`: who proved it with two factors."""

    issuer: str
    subject: str
    several: bool


class _Token(msgspec.Struct):
    id_token: str
    access_token: str = ""


class Provider:
    """One provider. Thread-safe. Every method may raise ProviderSilent and ProviderRefused."""

    def __init__(self, settings: IdentityProvider, redirect_uri: str) -> None:
        self.issuer = settings.issuer
        self._client_id = settings.client_id
        self._secret = settings.secret
        self._redirect_uri = redirect_uri
        self._http = httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False)
        self._lock = Lock()
        self._metadata: Metadata | None = None
        self._said_at = 0.0
        self._known_keys: KeySet | None = None
        self._keys_at = 0.0

    def address(self, visit: Visit) -> str:
        """Where the browser goes."""
        client = OAuth2Client(
            self._http,
            self._client_id,
            scope="openid",
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
        )
        address, _ = client.create_authorization_url(
            self._said().authorization_endpoint, visit.state, visit.verifier, nonce=visit.nonce
        )
        return str(address)

    def identity(self, visit: Visit, code: str) -> Identity:
        """Who came back from `visit` with `code`."""
        said = self._said()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": visit.verifier,
        }
        auth = httpx.BasicAuth(self._client_id, self._secret.reveal().decode())
        token = self._ask("POST", said.token_endpoint, _Token, data=form, auth=auth)
        claims = self._claims(token, visit.nonce)
        amr: list[str] = claims.get("amr") or []
        return Identity(said.issuer, str(claims["sub"]), not _SEVERAL.isdisjoint(amr))

    def _claims(self, token: _Token, nonce: str) -> CodeIDToken:
        try:
            read = self._verified(token.id_token)
            claims = CodeIDToken(
                read.claims,
                read.header,
                {
                    "iss": {"essential": True, "value": self.issuer},
                    "aud": {"essential": True, "value": self._client_id},
                    "sub": {"essential": True},
                },
                {"nonce": nonce, "client_id": self._client_id, "access_token": token.access_token},
            )
            claims.validate(leeway=LEEWAY)
        except (*UNREADABLE, JoseError):
            raise ProviderRefused(reason="token-refused") from None
        return claims

    def _verified(self, id_token: str) -> jwt.Token:
        """Read with the provider's keys; with its newest ones when none of those we know fits."""
        keys, age = self._keys(KEPT)
        try:
            return jwt.decode(id_token, keys, algorithms=ALGORITHMS)
        except UNREADABLE:
            if age < ANEW:
                raise
        return jwt.decode(id_token, self._keys(ANEW)[0], algorithms=ALGORITHMS)

    def _keys(self, oldest: float) -> tuple[KeySet, float]:
        """The provider's keys, asked anew when they are older than `oldest` seconds, and their age."""
        with self._lock:
            known, read_at = self._known_keys, self._keys_at
        age = time.monotonic() - read_at
        if known is not None and age < oldest:
            return known, age
        found = KeySet.import_key_set(self._ask("GET", self._said().jwks_uri, dict[str, Any]))  # pyright: ignore[reportArgumentType]
        with self._lock:
            self._known_keys, self._keys_at = found, time.monotonic()
        return found, 0.0

    def _said(self) -> Metadata:
        with self._lock:
            if self._metadata is not None and time.monotonic() - self._said_at < KEPT:
                return self._metadata
        address = self.issuer.rstrip("/") + "/.well-known/openid-configuration"
        said: Metadata = self._ask("GET", address, Metadata)
        scheme = urlsplit(self.issuer).scheme
        addresses = (said.authorization_endpoint, said.token_endpoint, said.jwks_uri)
        if said.issuer != self.issuer or {urlsplit(one).scheme for one in addresses} != {scheme}:
            raise ProviderRefused(reason="provider-differs")
        with self._lock:
            self._metadata, self._said_at = said, time.monotonic()
        return said

    def _ask(self, method: str, address: str, kind: type[Any], **how: Any) -> Any:  # noqa: ANN401  of the asked kind
        try:
            with self._http.stream(method, address, headers={"Accept": "application/json"}, **how) as answer:
                content = b"".join(_bounded(answer))
        except httpx.HTTPError as error:
            raise ProviderSilent from error
        if answer.status_code >= 500 or answer.status_code == 429:
            raise ProviderSilent
        if answer.status_code != 200:
            raise ProviderRefused(reason="code-refused")
        try:
            return msgspec.json.decode(content, type=kind)
        except msgspec.MsgspecError:
            raise ProviderRefused(reason="answer-unreadable") from None


def _bounded(answer: httpx.Response) -> list[bytes]:
    chunks: list[bytes] = []
    size = 0
    for chunk in answer.iter_bytes():
        size += len(chunk)
        if size > MOST:
            raise ProviderRefused(reason="answer-unreadable")
        chunks.append(chunk)
    return chunks
