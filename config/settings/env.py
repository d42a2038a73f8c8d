"""Readers of environment variables that fail loudly, with the variable's name and how to set it."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """Return the variable's value; without a default its absence stops the start."""
    value = os.environ.get(name)
    if value is not None and value.strip():
        return value.strip()
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it in the environment: {name}=…")
    return default


def flag(name: str, *, default: bool) -> bool:
    """Return a yes-or-no variable; anything that is neither stops the start."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.strip().lower() in TRUE:
        return True
    if value.strip().lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no. Set {name}=1 or {name}=0.")


def number(name: str, default: int) -> int:
    """Return a whole number; anything else stops the start."""
    value = os.environ.get(name)
    if value is None or not value.strip():
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(
            f"{name}={value!r} is not a whole number. Set it like {name}={default}."
        ) from None


def names(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list without empty members."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def secret(name: str, default: str | None = None) -> str:
    """Return a secret from NAME, or from the file that NAME_FILE points to (Docker and Kubernetes secrets)."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE={path}: {error.strerror}") from None
        if not value:
            raise ImproperlyConfigured(f"{name}_FILE={path} is empty.")
        return value
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(
            f"{name} is not set. Set {name}=… or {name}_FILE=/path/to/a/file that holds it."
        )
    return default


def generated_secret(name: str, path: Path) -> str:
    """Return the secret, made once and kept in a file only its owner can read, where none is given."""
    given = secret(name, "")
    if given:
        return given
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # O_EXCL decides between two processes that start together; the loser reads the winner's.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_text(encoding="ascii").strip()
        if not kept:
            raise ImproperlyConfigured(f"{path} is empty. Delete it and start again.") from None
        return kept
    value = secrets.token_urlsafe(60)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(value)
    return value


def database(name: str, default: str) -> dict[str, object]:
    """Return Django's settings for `sqlite:///path` or `postgresql://user:password@host:port/name`."""
    url = secret(name, default)
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme in {"postgres", "postgresql"}:
        return postgres(
            {
                "NAME": unquote(parts.path.lstrip("/")),
                "USER": unquote(parts.username or ""),
                "PASSWORD": unquote(parts.password or "") or secret("DATABASE_PASSWORD", ""),
                "HOST": parts.hostname or dict(parse_qsl(parts.query)).get("host", ""),
                "PORT": str(parts.port or ""),
            }
        )
    raise ImproperlyConfigured(
        f"{name} must start with sqlite:// or postgresql://, not {parts.scheme!r}."
    )


def sqlite(path: Path) -> dict[str, object]:
    """Without IMMEDIATE three of four concurrent writes fail 'locked'; FULL survives a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
                "PRAGMA foreign_keys=ON;PRAGMA busy_timeout=20000;PRAGMA cache_size=-16000;"
            ),
        },
    }


def postgres(place: dict[str, str]) -> dict[str, object]:
    """Every wait is bounded: a stray lock costs 3 seconds and a sentence, never a pile-up."""
    # PgBouncer in transaction mode refuses start-up options and cannot keep server-side cursors;
    # the time limits are then set on the database role (docs/deployment.md).
    pooled = flag("DATABASE_POOLED", default=False)
    limits = (
        f"-c statement_timeout={number('DATABASE_STATEMENT_TIMEOUT', 15)}s -c lock_timeout=3s "
        "-c idle_in_transaction_session_timeout=60s"
    )
    return {
        "ENGINE": "django.db.backends.postgresql",
        **place,
        "DISABLE_SERVER_SIDE_CURSORS": pooled,
        "CONN_MAX_AGE": number("DATABASE_CONN_MAX_AGE", 600),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5} | ({} if pooled else {"options": limits}),
    }
