"""Every check that needs no test run, by name and time; the first failure decides the exit code.

python tools/check.py            all of them
python tools/check.py NAME …     only these
"""

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MANAGE = [sys.executable, "manage.py"]
# Settings as an operator would give them; the values open nothing.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "governance.example.com",
    "PUBLIC_URL": "https://governance.example.com",
    "DATABASE_URL": "postgresql://governance@localhost/governance",
    "REDIS_URL": "redis://localhost/0",
}
CHECKS: dict[str, tuple[list[str], dict[str, str]]] = {
    "lint": ([str(BIN / "ruff"), "check", "."], {}),
    "format": ([str(BIN / "ruff"), "format", "--check", "."], {}),
    "types": ([str(BIN / "mypy")], {}),
    "imports": ([str(BIN / "lint-imports"), "--no-cache"], {}),
    "templates": ([str(BIN / "djlint"), "templates", "--lint", "--quiet"], {}),
    "messages": ([sys.executable, "tools/messages.py", "check"], {}),
    "migrations": ([*MANAGE, "makemigrations", "--check", "--dry-run"], {}),
    "system": ([*MANAGE, "check", "--fail-level", "WARNING"], {}),
    "deploy": ([*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    "compose": (
        [
            str(BIN / "check-jsonschema"),
            "--builtin-schema",
            "vendor.compose-spec",
            "docker-compose.yml",
        ],
        {},
    ),
    "dockerfile": ([str(BIN / "hadolint"), "Dockerfile"], {}),
}


def main(names: list[str]) -> int:
    unknown = set(names) - set(CHECKS)
    if unknown:
        print(f"No such check: {', '.join(sorted(unknown))}. There are: {', '.join(CHECKS)}")
        return 2
    failed = []
    for name in names or CHECKS:
        command, extra = CHECKS[name]
        began = time.monotonic()
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", **extra}
        code = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
        verdict = "ok" if code == 0 else f"FAILED ({code})"
        print(f"[check] {name:<11} {time.monotonic() - began:6.1f} s  {verdict}", flush=True)
        if code:
            failed.append(name)
    if failed:
        print(f"[check] failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
