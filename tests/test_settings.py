from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from errors import BadSettings
from settings import HOME, Settings, load


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def read(**given: object) -> Settings:
    return load(_env_file=None, **given)


def test_nothing_has_to_be_set() -> None:
    settings = read()
    assert (settings.host, settings.port, settings.is_loopback) == ("127.0.0.1", 5000, True)
    assert settings.jd_cache_path == HOME / "var" / "jd_cache.json"


def test_every_bad_variable_is_named_in_one_sentence_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = {
        "PORT": "abc",
        "REDIS_URL": "http://x",
        "SECRET_KEY": "hunter2",
        "CORS_ORIGINS": "*",
        "RATE_LIMIT_LOGIN": "a",
    }
    for name, value in bad.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as caught:
        read()
    assert all(name in str(caught.value) for name in bad)
    assert "hunter2" not in str(caught.value)
    assert str(caught.value).count(". ") == 0


def test_other_machines_are_let_in_only_with_a_secret() -> None:
    with pytest.raises(BadSettings, match="SECRET_KEY"):
        read(host="0.0.0.0")
    with pytest.raises(BadSettings, match="SECRET_KEY"):
        read(host="0.0.0.0", secret_key="a" * 64)
    assert read(host="0.0.0.0", secret_key="k3y-for-tests-only-0123456789-abcdefghij").is_loopback is False
    assert all(read(host=host).is_loopback for host in ("localhost", "::1", "127.0.0.2"))


def test_any_spelling_of_a_postgres_address_gets_the_driver() -> None:
    for url in ("postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg2://u:p@h/d"):
        assert read(database_url=url).database_url == "postgresql+psycopg2://u:p@h/d"
    with pytest.raises(BadSettings, match="DATABASE_URL"):
        read(database_url="sqlite:///x.db")


def test_lists_and_folders_are_understood() -> None:
    settings = read(cors_origins="https://a.example, http://b.example:8080/", data_dir=Path("data"))
    assert settings.cors_origins == ("https://a.example", "http://b.example:8080")
    assert settings.data_dir == HOME / "data"


def test_the_example_file_lists_every_setting_with_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (HOME / ".env.example").read_text().splitlines()
    values = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert set(values) == {name.upper() for name in Settings.model_fields}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    assert read() == Settings(_env_file=None, **{})
    for name in values:
        monkeypatch.delenv(name)
    assert Settings(_env_file=HOME / ".env.example") == read()


def test_a_bad_setting_ends_the_program_with_one_sentence() -> None:
    run = subprocess.run(
        [sys.executable, "app_main.py"],
        cwd=HOME, env={**os.environ, "PORT": "0", "LOG_LEVEL": "loud"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 2
    assert len(run.stderr.strip().splitlines()) == 1
    assert "PORT" in run.stderr
    assert "LOG_LEVEL" in run.stderr


def test_job_boards_are_a_list_and_linkedin_is_off_unless_said() -> None:
    settings = read(job_boards="greenhouse:acme, lever:eu:beta,remotive,")
    assert settings.job_boards == ("greenhouse:acme", "lever:eu:beta", "remotive")
    assert (read().job_boards, read().job_boards_linkedin) == ((), False)
    with pytest.raises(BadSettings, match="RATE_LIMIT_SEARCHES"):
        read(rate_limit_searches="often")
