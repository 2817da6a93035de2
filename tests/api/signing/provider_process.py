"""An identity provider in a process of its own: discovery, authorization with PKCE, tokens, keys that change.

Whoever visits says who they are in the query (`as`, `amr`), and what shall be wrong with the token (`spoil`).
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

CLIENT, SECRET = "suyuan-test", "a secret of the provider's & ours"


def _new_key() -> ECKey:
    return ECKey.generate_key("P-256", {"kid": secrets.token_hex(4)}, private=True)


class State:
    """What the provider remembers."""

    def __init__(self) -> None:
        self.key = _new_key()
        self.codes: dict[str, dict[str, str]] = {}
        self.down = False
        self.keys_asked = 0


class Handler(BaseHTTPRequestHandler):
    """One request."""

    state = State()
    issuer = ""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        match parts.path:
            case "/down" | "/up":
                self.state.down = parts.path == "/down"
                self._told({})
            case "/rotate":
                self.state.key = _new_key()
                self._told({})
            case "/keys-asked":
                self._told({"count": self.state.keys_asked})
            case _ if self.state.down:
                self.send_error(503)
            case "/.well-known/openid-configuration":
                paths = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
                self._told({"issuer": self.issuer} | {name: self.issuer + path for name, path in paths.items()})
            case "/keys":
                self.state.keys_asked += 1
                self._told({"keys": [self.state.key.as_dict(private=False)]})
            case "/authorize":
                self._authorize(asked)
            case _:
                self.send_error(404)

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        asked = {name: values[0] for name, values in form.items()}
        told = self.state.codes.pop(asked.get("code", ""), None)
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        verifier = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        fits = told and told["code_challenge"] == challenge and told["redirect_uri"] == asked.get("redirect_uri")
        if self.path != "/token" or self.headers["Authorization"] != f"Basic {known}" or not told or not fits:
            self._told({"error": "invalid_grant"}, 400)
            return
        access = secrets.token_urlsafe()
        self._told({"access_token": access, "token_type": "Bearer", "id_token": self._id_token(told, access)})

    def _authorize(self, asked: dict[str, str]) -> None:
        wanted = (asked["client_id"], asked["response_type"], asked["scope"], asked["code_challenge_method"])
        assert wanted == (CLIENT, "code", "openid", "S256")
        if "as" not in asked:
            self._asked_who(asked)
            return
        code = secrets.token_urlsafe()
        self.state.codes[code] = asked
        self.send_response(302)
        self.send_header("Location", asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"]}))
        self.end_headers()

    def _asked_who(self, asked: dict[str, str]) -> None:
        """The page on which somebody signs in at the provider."""
        fields = "".join(
            f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in asked.items()
        )
        body = f'<form action="/authorize">{fields}<input name="as" id="as"><button>Sign in</button></form>'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _id_token(self, asked: dict[str, str], access: str) -> str:
        now, spoil = int(time.time()), asked.get("spoil", "")
        half = hashlib.sha256(access.encode()).digest()[:16]
        claims: dict[str, Any] = {
            "iss": "https://elsewhere.example" if spoil == "issuer" else self.issuer,
            "sub": asked["as"],
            "aud": ["another", CLIENT] if spoil == "azp" else "another" if spoil == "audience" else CLIENT,
            "iat": now - 7200 if spoil == "expired" else now,
            "exp": now - 3600 if spoil == "expired" else now + 300,
            "nonce": "another" if spoil == "nonce" else asked["nonce"],
            "at_hash": "another" if spoil == "hash" else base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
            "amr": asked.get("amr", "pwd").split(),
        }
        if spoil == "azp":
            claims["azp"] = "another"
        if spoil == "nobody":
            del claims["sub"]
        if spoil == "none":
            parts = [json.dumps(one).encode() for one in ({"alg": "none"}, claims)]
            return ".".join(base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in parts) + "."
        if spoil == "symmetric":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET.encode()), algorithms=["HS256"])
        key = _new_key() if spoil == "key" else self.state.key
        return jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key)

    def _told(self, content: object, status: int = 200) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed but the address."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.issuer = f"http://127.0.0.1:{server.server_port}"
    print(Handler.issuer, flush=True)
    server.serve_forever()
