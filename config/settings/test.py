"""The test profile: fast where safety does not matter, on a database file of its own."""

import os
import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: F403 -- a profile is the base plus its few differences
from config.settings.base import DATABASES, STORAGES

SECRET_KEY = "only-for-tests-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1", "[::1]"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TRUSTED_PROXIES = 0
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
DEBUG = False

SCRATCH = Path(tempfile.gettempdir()) / f"governance-test-{os.getpid()}"
SCRATCH.mkdir(parents=True, exist_ok=True)
STORAGES["default"]["OPTIONS"] = {"location": SCRATCH / "files"}

# A file, not :memory:, so that threads and a live server meet the same locks as production does.
DATABASE = DATABASES["default"]
if DATABASE["ENGINE"].endswith("sqlite3"):
    DATABASE["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3")}
    DATABASE["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;"
        "PRAGMA foreign_keys=ON;PRAGMA busy_timeout=60000;"
    )
else:
    # A busy machine makes a test wait, which must not end it: a test holds its transaction all its life.
    DATABASE["OPTIONS"]["options"] = "-c statement_timeout=60s -c lock_timeout=30s"
