"""The identity provider is configured whole and encrypted, or not at all."""

from pathlib import Path

import pytest

from store.errors import SettingsRefused
from store.identity_provider import read_identity_provider

WHOLE = {
    "SUYUAN_OIDC_ISSUER": "https://login.example.cn/realm",
    "SUYUAN_OIDC_CLIENT_ID": "suyuan",
    "SUYUAN_OIDC_CLIENT_SECRET": "s3cret&more",
}


def test_without_any_there_is_none():
    assert read_identity_provider({}) is None


def test_a_secret_may_be_in_a_file_and_shows_nowhere(tmp_path: Path):
    (tmp_path / "secret").write_text("from a file\n")
    provider = read_identity_provider(WHOLE | {"SUYUAN_OIDC_CLIENT_SECRET_FILE": str(tmp_path / "secret")})
    assert provider is not None
    assert provider.secret.reveal() == b"from a file"
    assert "from a file" not in repr(provider)


@pytest.mark.parametrize("name", WHOLE)
def test_a_part_alone_is_refused(name: str):
    with pytest.raises(SettingsRefused, match=name):
        read_identity_provider({one: value for one, value in WHOLE.items() if one != name})


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(SettingsRefused, match="cannot be read"):
        read_identity_provider(WHOLE | {"SUYUAN_OIDC_CLIENT_SECRET_FILE": "nowhere"})


@pytest.mark.parametrize(
    "issuer", ["http://login.example.cn", "https://", "ftp://127.0.0.1", "https://login.example.cn?x=1"]
)
def test_what_would_go_in_clear_is_refused(issuer: str):
    with pytest.raises(SettingsRefused, match="SUYUAN_OIDC_ISSUER"):
        read_identity_provider(WHOLE | {"SUYUAN_OIDC_ISSUER": issuer})


def test_on_this_machine_it_need_not_be_encrypted():
    provider = read_identity_provider(WHOLE | {"SUYUAN_OIDC_ISSUER": "http://127.0.0.1:9000"})
    assert provider is not None
    assert provider.issuer == "http://127.0.0.1:9000"
