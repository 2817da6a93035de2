"""Settings: what may be told, and what is refused with a sentence that helps."""

from base64 import urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path

import pytest

from store.errors import SettingsRefused
from store.secret import read_secret
from store.settings import COMMONS, REGIONS, Settings, from_environment

KEY = urlsafe_b64encode(bytes(32)).decode()


def test_development_needs_nothing(tmp_path: Path):
    settings = from_environment({"SUYUAN_DATA": str(tmp_path)})
    assert settings.embedded
    assert settings.public_is_loopback
    assert settings.schemas == (*REGIONS, COMMONS)
    assert settings.company_prefix.startswith("952")


def test_generated_secrets_are_kept_and_private(tmp_path: Path):
    first = from_environment({"SUYUAN_DATA": str(tmp_path)})
    again = from_environment({"SUYUAN_DATA": str(tmp_path)})
    assert first.vault_key.reveal() == again.vault_key.reveal() != first.content_key.reveal()
    files = list((tmp_path / "secrets").iterdir())
    assert len(files) == 3
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_processes_that_start_together_agree_on_a_secret(tmp_path: Path):
    with ThreadPoolExecutor(8) as threads:
        keys = list(threads.map(lambda _: read_secret({}, "KEY", tmp_path, production=False).reveal(), range(16)))
    assert len(set(keys)) == 1


def test_secrets_do_not_show(tmp_path: Path):
    told = {"SUYUAN_DATA": str(tmp_path), "SUYUAN_VAULT_KEY": KEY, "DATABASE_URL": "postgresql://u:hush@db/s"}
    settings = from_environment(told)
    assert "hush" not in repr(settings)
    assert KEY not in repr(settings)
    assert repr(settings.vault_key) == "Secret(***)"


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"POSTGRES_ENABLE_DB_FUNCTIONS": "y"}, "miss events"),
        ({"YUNFU_POSTGRES_ENABLE_DB_FUNCTIONS": "True"}, "miss events"),
        ({"PORT": "80000"}, "PORT"),
        ({"PORT": "八千"}, "PORT"),
        ({"SUYUAN_PROFILE": "prod"}, "SUYUAN_PROFILE"),
        ({"SUYUAN_REGIONS": "yunfu,Robert'); DROP"}, "SUYUAN_REGIONS"),
        ({"SUYUAN_REGIONS": "yunfu,yunfu"}, "twice"),
        ({"SUYUAN_REGIONS": "commons"}, "commons"),
        ({"SUYUAN_REGIONS": "people"}, "people"),
        ({"SUYUAN_REGIONS": "keys"}, "keys"),
        ({"DATABASE_URL": "mysql://x"}, "postgresql://"),
        ({"DATABASE_URL": "postgresql://u:a b@db/s"}, "DATABASE_URL cannot be read"),
        ({"SUYUAN_COMPANY_PREFIX": "95"}, "SUYUAN_COMPANY_PREFIX"),
        ({"SUYUAN_PUBLIC_URL": "sy.example.cn"}, "SUYUAN_PUBLIC_URL"),
        ({"SUYUAN_VAULT_KEY": "short"}, "32 bytes"),
        ({"SUYUAN_VAULT_KEY": "%" * 44}, "32 bytes"),
        ({"SUYUAN_VAULT_KEY_FILE": "nowhere"}, "cannot be read"),
        ({"DATABASE_URL_FILE": "nowhere"}, "cannot be read"),
        ({"SUYUAN_PROXY": "proxy.example.cn"}, "SUYUAN_PROXY"),
        ({"SUYUAN_PROXY": "0.0.0.0/0"}, "SUYUAN_PROXY"),
        ({"SUYUAN_PROXY": "127.0.0.1, ::/0"}, "SUYUAN_PROXY"),
    ],
)
def test_nonsense_is_refused(tmp_path: Path, environment: dict[str, str], words: str):
    with pytest.raises(SettingsRefused, match=words):
        from_environment({"SUYUAN_DATA": str(tmp_path)} | environment)


def test_the_flag_set_to_no_is_fine(tmp_path: Path):
    assert from_environment({"SUYUAN_DATA": str(tmp_path), "POSTGRES_ENABLE_DB_FUNCTIONS": "n"})


def test_secrets_and_addresses_may_come_from_files(tmp_path: Path):
    (tmp_path / "key").write_text(KEY + "\n")
    (tmp_path / "url").write_text("postgresql://db/suyuan\n")
    settings = from_environment(
        {
            "SUYUAN_DATA": str(tmp_path),
            "SUYUAN_VAULT_KEY_FILE": str(tmp_path / "key"),
            "DATABASE_URL_FILE": str(tmp_path / "url"),
        }
    )
    assert settings.vault_key.reveal() == bytes(32)
    assert settings.database_url == "postgresql://db/suyuan"


def test_there_are_fewer_than_thirty_settings():
    assert len(fields(Settings)) < 30
