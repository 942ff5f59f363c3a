"""Everything the program is told from outside. Missing settings stop it at the door."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, urlsplit, urlunsplit

from tenants.roles import secret_for

PUBLIC_URL = "http://127.0.0.1:8000"
API_RATE = "600 per minute"

UPLOAD_LIMIT = 20 * 1024 * 1024
"""Bytes of the largest request: a 20 MB file is the largest a person may send."""


class MissingSettingError(RuntimeError):
    """The program cannot start without this environment variable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    secret_key: str
    login_url: str
    redis_url: str
    public_url: str
    data: Path
    smtp_url: str | None = None
    """`smtp://user:password@host:587`, `smtps://…`; unset: no mail is sent, and pages say so."""
    mail_from: str | None = None
    api_rate: str = API_RATE
    """How often one caller may ask the API: a token, a session, or nobody's address."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read KYODO_SECRET_KEY, KYODO_REDIS_URL and KYODO_LOGIN_URL or KYODO_DATABASE_URL.

        Raises:
            MissingSettingError: one of them is not set.
        """
        secret_key = _required(environment, "KYODO_SECRET_KEY")
        login_url = environment.get("KYODO_LOGIN_URL") or login_url_for(
            _required(environment, "KYODO_DATABASE_URL"), secret_key=secret_key
        )
        return cls(
            secret_key=secret_key,
            login_url=login_url,
            redis_url=_required(environment, "KYODO_REDIS_URL"),
            public_url=environment.get("KYODO_PUBLIC_URL", PUBLIC_URL),
            data=Path(environment.get("KYODO_DATA", "var")),
            smtp_url=environment.get("KYODO_SMTP_URL") or None,
            mail_from=environment.get("KYODO_MAIL_FROM") or None,
            api_rate=environment.get("KYODO_API_RATE") or API_RATE,
        )

    @property
    def wall_key(self) -> bytes:
        return secret_for("wall", secret_key=self.secret_key)

    @property
    def is_https(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"

    def for_flask(self) -> dict[str, Any]:
        return {
            "SECRET_KEY": secret_for("cookies", secret_key=self.secret_key),
            "SESSION_COOKIE_NAME": "__Host-kyodo_form" if self.is_https else "kyodo_form",
            "SESSION_COOKIE_SECURE": self.is_https,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SQLALCHEMY_DATABASE_URI": sqlalchemy_url(self.login_url),
            "SQLALCHEMY_ENGINE_OPTIONS": {
                "hide_parameters": True,  # an error must not say what a person wrote
                "pool_size": 8,
                "connect_args": {
                    "connect_timeout": 5,
                    "options": "-c statement_timeout=30000 -c lock_timeout=5000"
                    " -c idle_in_transaction_session_timeout=60000",
                },
            },
            "UPLOAD_LIMIT": UPLOAD_LIMIT,
            "MAX_CONTENT_LENGTH": UPLOAD_LIMIT + 64 * 1024,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: an hour-long form must save
            "WTF_CSRF_CHECK_DEFAULT": False,  # app.web.door decides; bearer tokens need none
            "RATELIMIT_STORAGE_URI": self.redis_url,
            "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
            "RATELIMIT_KEY_PREFIX": "kyodo",
            "API_RATE_PER_CALLER": self.api_rate,
            "API_TITLE": "市民活動支援ネットワーク API",
            "API_VERSION": "v1",
            "OPENAPI_VERSION": "3.1.0",
            "OPENAPI_URL_PREFIX": "/api/v1",
            "OPENAPI_JSON_PATH": "openapi.json",
        }


def _required(environment: Mapping[str, str], name: str) -> str:
    if not environment.get(name):
        raise MissingSettingError(f"環境変数 {name} が設定されていません。")
    return environment[name]


def login_password(secret_key: str) -> str:
    return secret_for("login", secret_key=secret_key).hex()


def login_url_for(database_url: str, *, secret_key: str) -> str:
    """The address web and worker use: the same database, but a login that may read nothing."""
    parts = urlsplit(database_url)
    host = parts.netloc.rpartition("@")[2]
    user = quote(f"{parts.path.lstrip('/')}_login", safe="")
    netloc = f"{user}:{login_password(secret_key)}@{host}"
    return urlunsplit((parts.scheme, netloc, parts.path, parts.query, ""))


def sqlalchemy_url(url: str) -> str:
    """`postgresql://…` as SQLAlchemy names the psycopg 3 driver."""
    return "postgresql+psycopg://" + url.partition("://")[2]
