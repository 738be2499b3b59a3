"""Secrets from files, and tokens that are too weak to be any."""

from __future__ import annotations

from pathlib import Path

import pytest

from errors import BadSettings
from settings import FROM_FILES, Settings, load

GOOD = {
    "secret_key": "k3y-for-tests-only-0123456789-abcdefghij",
    "database_url": "postgresql+psycopg2://u:p@h/d",
    "redis_url": "redis://:p@h/0",
    "app_token": "service-token-for-tests",
    "smtp_password": "p w with blanks ",
    "llm_api_key": "sk-1_a.b",
}


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)


def read(env_file: Path | None = None, **given: object) -> Settings:
    return load(_env_file=env_file, **given)


@pytest.mark.parametrize("name", FROM_FILES)
def test_every_secret_may_stand_in_a_file_whose_last_line_end_does_not_count(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text(f"{GOOD[name]}\n")
    monkeypatch.setenv(f"{name.upper()}_FILE", str(tmp_path / "secret"))
    assert getattr(read(), name) == GOOD[name]


def test_every_secret_of_the_settings_is_one_of_them() -> None:
    marks = ("key", "token", "password", "database_url", "redis_url")
    secrets = {name for name in Settings.model_fields if name.endswith(marks)}
    assert secrets == set(FROM_FILES) == set(GOOD)


def test_the_environment_hides_the_env_file_and_an_argument_hides_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text(GOOD["app_token"])
    (tmp_path / ".env").write_text(f"APP_TOKEN_FILE={tmp_path / 'secret'}\nSMTP_PASSWORD=outright\n")
    assert read(tmp_path / ".env").app_token == GOOD["app_token"]
    monkeypatch.setenv("APP_TOKEN", "another-token-of-the-service")
    monkeypatch.setenv("SMTP_PASSWORD_FILE", str(tmp_path / "secret"))
    seen = read(tmp_path / ".env")
    assert (seen.app_token, seen.smtp_password) == ("another-token-of-the-service", GOOD["app_token"])
    assert read(tmp_path / ".env", smtp_password="said").smtp_password == "said"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read"),
        (b"", "empty"),
        (b"\n", "empty"),
        (b"\xff\xfe", "cannot be read"),
        (b"hunter2", "at least 32"),
    ],
)
def test_a_file_without_a_good_secret_is_named_and_not_quoted(
    content: bytes | None, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        (tmp_path / "secret").write_bytes(content)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "secret"))
    with pytest.raises(BadSettings, match=f"SECRET_KEY .*{says}") as caught:
        read()
    assert "hunter2" not in str(caught.value)


def test_a_secret_said_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text(GOOD["secret_key"])
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "secret"))
    monkeypatch.setenv("SECRET_KEY", GOOD["secret_key"])
    with pytest.raises(BadSettings, match=r"SECRET_KEY .*keep one"):
        read()


@pytest.mark.parametrize("weak", ["short", "a" * 40, "abababababababababab", "password-12345678", "change-me-0000000"])
def test_a_weak_service_token_is_refused_wherever_the_server_listens(weak: str) -> None:
    for host in ("127.0.0.1", "0.0.0.0"):
        with pytest.raises(BadSettings, match="APP_TOKEN") as caught:
            read(host=host, secret_key=GOOD["secret_key"], app_token=weak)
        assert weak not in str(caught.value)
    assert read(app_token=GOOD["app_token"]).app_token == GOOD["app_token"]


@pytest.mark.parametrize("weak", ["secret", "a" * 64, "x" * 31, "change-me"])
def test_a_weak_key_is_refused_wherever_the_server_listens(weak: str) -> None:
    for host in ("127.0.0.1", "0.0.0.0"):
        with pytest.raises(BadSettings, match="SECRET_KEY"):
            read(host=host, secret_key=weak)
