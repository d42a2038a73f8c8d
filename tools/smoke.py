"""Runs `make run` as a newcomer would, in folders of its own, and sees it live and stop.

First start: from an empty database to a green /healthz and an answering sign-in page. Then Ctrl-C:
everything ends, exit code 0. Then the second start, which must be quick. Prints the seconds.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST, SECOND = 420.0, 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310 -- our own http address
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""
    except OSError:
        return 0, ""


def wait(url: str, *, until: float, process: subprocess.Popen[bytes]) -> float:
    """Seconds until the address answers 200."""
    began = time.monotonic()
    while time.monotonic() - began < until:
        if process.poll() is not None:
            raise SystemExit(f"make run ended by itself with {process.returncode}")
        if answer(url)[0] == 200:  # noqa: PLR2004 -- HTTP's own number
            return time.monotonic() - began
        time.sleep(0.25)
    raise SystemExit(f"{url} did not answer 200 within {until:.0f} s")


def left_over(group: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, 0)
        return True
    return False


def once(folder: Path, until: float) -> None:
    port = free_port()
    env = {
        key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}
    }
    env |= {
        "PORT": str(port),
        "VAR_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    }
    log = folder.parent / "run.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            ["make", "--no-print-directory", "run"],
            cwd=ROOT,
            env=env,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            first_page = wait(f"http://localhost:{port}/", until=until, process=process)
            green = wait(f"http://localhost:{port}/healthz", until=60, process=process)
            print(
                f"first page after {first_page:.1f} s, healthz green {green:.1f} s later",
                flush=True,
            )
            wait(f"http://localhost:{port}/readyz", until=5, process=process)
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            print(log.read_text(encoding="utf-8", errors="replace")[-6000:])
            raise
        # As Ctrl-C in a terminal does: to everybody in the group at once.
        os.killpg(process.pid, signal.SIGINT)
        began = time.monotonic()
        code = process.wait(60)
    time.sleep(0.5)
    print(f"Ctrl-C: ended with {code} after {time.monotonic() - began:.1f} s", flush=True)
    # make itself says 'Interrupt' and ends as somebody who was interrupted does.
    clean = code in {0, 2, 130, -signal.SIGINT}
    if not clean or left_over(process.pid) or answer(f"http://localhost:{port}/readyz")[0]:
        print(log.read_text(encoding="utf-8", errors="replace")[-6000:])
        raise SystemExit(f"the end was not clean (code {code})")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="governance-smoke-") as name:
        folder = Path(name) / "var"
        folder.mkdir()
        for label, until in (("first start", FIRST), ("second start", SECOND)):
            print(f"[smoke] {label}: ", end="", flush=True)
            once(folder, until)
    return 0


if __name__ == "__main__":
    sys.exit(main())
