"""Typed settings from the environment and .env; names every bad variable at once and reads nothing else."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from errors import BadSettings

HOME = Path(__file__).resolve().parent
WEAK_SECRETS = frozenset({"change-me", "changeme", "secret", "dev", "development", "password"})
MIN_SECRET_CHARS = 32
MIN_TOKEN_SIGNS = 8
FROM_FILES = ("secret_key", "database_url", "redis_url", "app_token", "smtp_password", "llm_api_key")
"""Secrets that may stand in a file instead, which ``NAME_FILE`` names."""
_MOST_SECRET_BYTES = 65_536

# Matches "30/minute" and "10 per hour"; does not match "often". One pass, no nested repeats.
_RATE = re.compile(r"[1-9]\d{0,6} ?(?:/|per) ?(?:second|minute|hour|day)")


@dataclass(frozen=True, slots=True)
class _SecretFile:
    """Where a secret is; ``is_twice`` where it is also said outright."""

    path: str
    is_twice: bool


class _SecretFiles(PydanticBaseSettingsSource):
    """Finds ``NAME_FILE`` in the environment and, behind it, in .env; who says a name outright hides what is behind."""

    def __init__(self, settings: type[BaseSettings], *places: PydanticBaseSettingsSource) -> None:
        super().__init__(settings)
        self._places = [place.env_vars for place in places if isinstance(place, EnvSettingsSource)]

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        """Gives where a secret is, if it is in a file."""
        for said in self._places:
            if path := said.get(f"{field_name}_file"):
                return _SecretFile(path, bool(said.get(field_name))), field_name, False
            if said.get(field_name):
                break
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """Gives where all secrets are that are in files."""
        found = {name: self.get_field_value(None, name)[0] for name in FROM_FILES}
        return {name: file for name, file in found.items() if file is not None}


class Settings(BaseSettings):
    """Everything that an installation can choose. ``.env.example`` explains each variable."""

    model_config = SettingsConfigDict(
        env_file=HOME / ".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True, case_sensitive=False
    )

    host: str = "127.0.0.1"
    port: int = Field(5000, ge=1, le=65535)
    web_workers: int = Field(1, ge=1, le=64)
    web_threads: int = Field(8, ge=1, le=256)
    database_url: str | None = None
    redis_url: str | None = None
    secret_key: str | None = None
    app_token: str | None = Field(None, min_length=16)
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    upload_dir: Path = HOME / "uploads"
    data_dir: Path = HOME / "var"
    jd_cache_file: Path | None = None
    jd_cache_ttl_days: int = Field(30, ge=1, le=3650)
    max_file_mb: int = Field(10, ge=1, le=1024)
    max_request_mb: int = Field(100, ge=1, le=4096)
    embedding_model: str = "all-MiniLM-L6-v2"
    demo_data: bool = True
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["json", "console"] = "json"
    rate_limit_uploads: str = "1200/minute"
    rate_limit_login: str = "10/minute"
    rate_limit_account: str = "10/minute"
    rate_limit_applications: str = "30/hour"
    rate_limit_tasks: str = "600/minute"
    rate_limit_guests: str = "20/hour"
    rate_limit_searches: str = "30/minute"
    guest_tasks: bool = True
    guest_max_files: int = Field(200, ge=1, le=10_000)
    guest_hours: int = Field(24, ge=1, le=720)
    bulk_max_files: int = Field(10_000, ge=1, le=1_000_000)
    bulk_max_request_mb: int = Field(1024, ge=1, le=8192)
    bulk_retention_days: int = Field(30, ge=1, le=3650)
    task_worker: Literal["thread", "off"] = "thread"
    job_retention_days: int = Field(30, ge=0, le=3650)
    resume_retention_days: int = Field(730, ge=0, le=36500)
    audit_retention_days: int = Field(730, ge=30, le=36500)
    score_all_up_to: int = Field(50_000, ge=1_000, le=10_000_000)
    require_if_match: bool = False
    smtp_host: str | None = None
    smtp_port: int | None = Field(None, ge=1, le=65535)
    smtp_user: str | None = None
    smtp_password: str | None = Field(None, repr=False)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    mail_from: str | None = None
    public_url: str | None = None
    outbound_allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    job_boards: Annotated[tuple[str, ...], NoDecode] = ()
    job_boards_linkedin: bool = False
    llm_base_url: str | None = None
    llm_api_key: str | None = Field(None, repr=False)
    llm_model: str | None = Field(None, max_length=200)
    llm_tokens_per_day: int = Field(500_000, ge=1, le=10**12)
    llm_items_per_request: int = Field(4, ge=1, le=20)
    llm_timeout_s: int = Field(60, ge=1, le=600)
    llm_at_once: int = Field(2, ge=1, le=32)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over files of secrets, these over the environment, this over .env."""
        files = _SecretFiles(settings_cls, env_settings, dotenv_settings)
        return init_settings, files, env_settings, dotenv_settings

    @field_validator(*FROM_FILES, mode="before")
    @classmethod
    def _may_stand_in_a_file(cls, said: object) -> object:
        if not isinstance(said, _SecretFile):
            return said
        if said.is_twice:
            raise ValueError("is set both outright and by a file; keep one")
        try:
            with open(HOME / said.path, encoding="utf-8") as file:
                text = file.read(_MOST_SECRET_BYTES).rstrip("\r\n")
        except (OSError, ValueError) as exc:
            raise ValueError("is to come from a file that cannot be read") from exc
        if not text:
            raise ValueError("is to come from a file that is empty")
        return text

    @field_validator("host")
    @classmethod
    def _is_an_address(cls, host: str) -> str:
        if host != "localhost":
            ipaddress.ip_address(host)
        return host

    @field_validator("upload_dir", "data_dir", "jd_cache_file")
    @classmethod
    def _stands_beside_the_code(cls, path: Path | None) -> Path | None:
        return HOME / path if path else None

    @field_validator("database_url")
    @classmethod
    def _names_the_driver(cls, url: str | None) -> str | None:
        # Matches "postgres://u@h/d" and "postgresql://u@h/d"; does not match "postgresql+psycopg2://u@h/d".
        url = re.sub(r"\Apostgres(?:ql)?://", "postgresql+psycopg2://", url or "") or None
        if url and not url.startswith("postgresql+psycopg2://"):
            raise ValueError("must start with postgresql://")
        return url

    @field_validator("redis_url")
    @classmethod
    def _speaks_redis(cls, url: str | None) -> str | None:
        if url and not url.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("must start with redis://")
        return url

    @field_validator("secret_key")
    @classmethod
    def _is_strong(cls, key: str | None) -> str | None:
        if key is not None and (len(key) < MIN_SECRET_CHARS or key.lower() in WEAK_SECRETS or len(set(key)) < 8):
            raise ValueError(f"must be at least {MIN_SECRET_CHARS} random characters")
        return key

    @field_validator("app_token")
    @classmethod
    def _is_no_word(cls, token: str | None) -> str | None:
        if token is not None and (
            len(set(token)) < MIN_TOKEN_SIGNS or token.lower().strip("0123456789-_") in WEAK_SECRETS
        ):
            raise ValueError(f"must be at least 16 random characters, {MIN_TOKEN_SIGNS} of them different")
        return token

    @field_validator("mail_from")
    @classmethod
    def _is_a_sender(cls, sender: str | None) -> str | None:
        # Matches "jobs@example.org" and "Acme <jobs@example.org>"; not "Acme" nor two lines. One pass.
        if sender is not None and not re.fullmatch(
            r"[^<>\r\n\0]{0,200}<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+", sender
        ):
            raise ValueError("must look like jobs@example.org or Acme <jobs@example.org>")
        return sender

    @field_validator("public_url")
    @classmethod
    def _is_where_the_page_is(cls, url: str | None) -> str | None:
        # Matches "https://hr.example.com" and "http://intranet/hr"; not "hr.example.com" nor "https://a b". One pass.
        if url is not None and not re.fullmatch(r"https?://[^\s<>\"?#]+", url):
            raise ValueError("must look like https://hr.example.com")
        return url.rstrip("/") if url else url

    @field_validator("llm_base_url")
    @classmethod
    def _is_where_the_model_is(cls, url: str | None) -> str | None:
        # Matches "https://models.example.org/v1" and "http://127.0.0.1:11434/v1"; not "models.example.org". One pass.
        if url is not None and not re.fullmatch(r"https?://[^\s<>\"?#@]+", url):
            raise ValueError("must look like https://models.example.org/v1")
        return url.rstrip("/") if url else url

    @field_validator("llm_api_key")
    @classmethod
    def _fits_a_header(cls, key: str | None) -> str | None:
        # Matches "sk-1_a.b"; not two lines nor "schlüssel". One pass.
        if key is not None and not re.fullmatch(r"[!-~]{1,2000}", key):
            raise ValueError("must be one word of ASCII characters")
        return key

    @field_validator("outbound_allowed_hosts")
    @classmethod
    def _are_hosts_with_ports(cls, hosts: tuple[str, ...]) -> tuple[str, ...]:
        # Matches "hooks.intranet:8080" and "[fd00::1]:443"; not "hooks.intranet" nor "http://a:80". One pass.
        if bad := [host for host in hosts if not re.fullmatch(r"(?:[\w.-]+|\[[0-9a-fA-F:.]+\]):[0-9]{1,5}", host)]:
            raise ValueError(f"{bad[0]!r} is not a host with a port such as hooks.intranet:8080")
        return tuple(host.lower() for host in hosts)

    @field_validator("cors_origins", "outbound_allowed_hosts", "job_boards", mode="before")
    @classmethod
    def _is_a_list(cls, origins: object) -> object:
        names = origins.split(",") if isinstance(origins, str) else origins
        return tuple(str(name).strip().rstrip("/") for name in names if str(name).strip())  # type: ignore[attr-defined]

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        # Matches "https://hr.example.com:8443"; does not match "*" or "https://hr.example.com/page".
        if bad := [origin for origin in origins if not re.fullmatch(r"https?://[^/\s*]+", origin)]:
            raise ValueError(f"{bad[0]!r} is not an origin such as https://hr.example.com")
        return origins

    @field_validator(
        "rate_limit_uploads", "rate_limit_login", "rate_limit_account", "rate_limit_applications", "rate_limit_tasks",
        "rate_limit_guests", "rate_limit_searches",
    )  # fmt: skip
    @classmethod
    def _is_a_rate(cls, rate: str) -> str:
        if not _RATE.fullmatch(rate):
            raise ValueError("must look like 30/minute")
        return rate

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level

    @property
    def is_loopback(self) -> bool:
        """Only this machine can connect."""
        return self.host == "localhost" or ipaddress.ip_address(self.host).is_loopback

    @property
    def jd_cache_path(self) -> Path:
        """The file that remembers parsed job ads when there is no Redis."""
        return self.jd_cache_file or self.data_dir / "jd_cache.json"


def load(**given: object) -> Settings:
    """Reads the settings; keyword arguments win over the environment, which wins over ``.env``.

    Raises:
        BadSettings: One sentence with every variable that cannot be used.
    """
    try:
        settings = Settings(**given)  # type: ignore[arg-type]
    except ValidationError as exc:
        raise BadSettings(_sentence(exc)) from None
    if not settings.is_loopback and settings.secret_key is None:
        raise BadSettings(
            f"HOST={settings.host} lets other machines connect, so set SECRET_KEY to {MIN_SECRET_CHARS} or more "
            "random characters (python -c 'import secrets; print(secrets.token_urlsafe(48))') or set HOST=127.0.0.1."
        )
    if settings.smtp_host and not settings.mail_from:
        raise BadSettings(
            "SMTP_HOST is set, so set MAIL_FROM to the sender of e-mails, such as Acme <jobs@example.org>."
        )
    if (settings.llm_base_url is None) != (settings.llm_model is None):
        raise BadSettings(
            "Set LLM_BASE_URL and LLM_MODEL together, or none of them: one says where the model is, the other which."
        )
    return settings


def _sentence(exc: ValidationError) -> str:
    """Says which variables are wrong and why, never what they hold: a value may be a secret."""
    wrong = [f"{str(error['loc'][0]).upper()} ({_why(error['msg'])})" for error in exc.errors() if error["loc"]]
    verb = "cannot be used as it is" if len(wrong) == 1 else "cannot be used as they are"
    return f"{', '.join(wrong)} {verb}; correct the environment or .env and start again."


def _why(message: str) -> str:
    return message.removeprefix("Value error, ").removeprefix("Input ").rstrip(".")
