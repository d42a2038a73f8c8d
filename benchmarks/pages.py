"""P2, P12: what a page costs the processor beside a bare view, and what the system weighs at rest.

Starts the real system (web, worker, clock) on a free port, as `make run` does, with a short demo.
"""

import http.client
import os
import re
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

from benchmarks.ground import ROOT, ground
from benchmarks.measure import Figure, tell

PAGES = {
    "home": "/",
    "inbox": "/inbox/",
    "board": "/board/",
    "process page": "/processes/incident/",
    "list of 80 rows": "/indicators/",
}
USERS, LOOKS = 50, 4
PASSWORD = "demo-2026-Governance"  # the demo's own, printed at every start
TICKS = os.sysconf("SC_CLK_TCK")


class System:
    """The running system and what its processes use."""

    def __init__(self):
        from tests.services import free_port, wait_for

        self.port = free_port()
        env = {
            **os.environ,
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "LOG_LEVEL": "ERROR",
        }
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(self.port, self.process)
        while self.get("/readyz", {})[0] != 200:
            time.sleep(0.1)
        self.started_in = time.perf_counter() - began

    def stop(self):
        self.process.terminate()
        self.process.wait(60)

    def get(self, path, headers):
        connection = http.client.HTTPConnection("localhost", self.port, timeout=60)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers  # names in any case: servers differ
        except OSError:
            return 0, b"", {}
        finally:
            connection.close()

    def sign_in(self, username):
        """The cookie of a session, gone the way a browser goes."""
        _status, page, headers = self.get("/sign-in/", {})
        cookie = headers["Set-Cookie"].split(";")[0]
        token = re.search(rb'csrfmiddlewaretoken" value="(\w+)"', page)[1].decode()
        body = f"csrfmiddlewaretoken={token}&username={username}&password={PASSWORD}&next=/"
        connection = http.client.HTTPConnection("localhost", self.port)
        connection.request(
            "POST",
            "/sign-in/",
            body,
            {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"},
        )
        answer = connection.getresponse()
        found = [
            value.split(";")[0]
            for name, value in answer.getheaders()
            if name.lower() == "set-cookie"
        ]
        return {"Cookie": "; ".join([*found, cookie])}

    def family(self):
        """The process and its children's children."""
        parents = {}
        for entry in Path("/proc").glob("[0-9]*/stat"):
            try:
                pid, rest = entry.parent.name, entry.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(rest[1], []).append(pid)
        found, todo = [], [str(self.process.pid)]
        while todo:
            pid = todo.pop()
            found.append(pid)
            todo += parents.get(pid, [])
        return found

    def processor(self):
        """Seconds of processor used so far, by process: one that ends takes its seconds with it."""
        used = {}
        for pid in self.family():
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            used[pid] = (int(fields[11]) + int(fields[12])) / TICKS
        return used

    def come_to_rest(self):
        """Waits until the jobs that the start left behind (papers to print) are done: 5 seconds nearly idle."""
        quiet = 0
        while quiet < 5:
            began = self.processor()
            time.sleep(1)
            ended = self.processor()
            busy = sum(used - began.get(pid, 0) for pid, used in ended.items())
            quiet = quiet + 1 if busy < 0.1 else 0

    def memory(self):
        """Megabytes that are this system's alone (shared pages counted in parts)."""
        total = 0
        for pid in self.family():
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            total += int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1])
        return total / 1024


def cost(system, cookie, path, rounds):
    """Processor milliseconds per request, one after another."""
    for _warm in range(5):
        assert system.get(path, cookie)[0] == 200, path
    began = system.processor()
    for _round in range(rounds):
        system.get(path, cookie)
    ended = system.processor()
    spent = sum(ended[pid] - began[pid] for pid in ended.keys() & began.keys())
    return spent / rounds * 1000


def crowd(system, cookie, path):
    """The 95th percentile of the answer times with 50 users at once."""
    times = []

    def user():
        for _look in range(LOOKS):
            began = time.perf_counter()
            system.get(path, cookie)
            times.append(time.perf_counter() - began)

    users = [threading.Thread(target=user) for _user in range(USERS)]
    for each in users:
        each.start()
    for each in users:
        each.join()
    return statistics.quantiles(times, n=20)[18]


def figures():
    with ground(weeks=9, database="sqlite"):
        system = System()
        try:
            yield Figure(
                "P12",
                "from the second start's command to the first page",
                system.started_in,
                "s",
                8,
            )
            system.come_to_rest()
            yield Figure(
                "P12",
                "at rest: web, worker, clock, broker (proportional set)",
                system.memory(),
                "MB",
                350,
            )
            cookie = system.sign_in("shen")
            bare, bare_crowd = cost(system, cookie, "/bare/", 200), crowd(system, cookie, "/bare/")
            yield Figure("P2", "bare signed-in view: processor per request", bare, "ms", None)
            for name, path in PAGES.items():
                one = cost(system, cookie, path, 60)
                yield Figure(
                    "P2",
                    f"{name}: processor beside the bare view",
                    one / bare,
                    "×",
                    8,
                    f"{one:.1f} ms",
                )
                many = crowd(system, cookie, path)
                yield Figure(
                    "P2",
                    f"{name}: p95 of {USERS} users beside the bare view's",
                    many / bare_crowd,
                    "×",
                    8,
                    f"{many * 1000:.0f} ms",
                )
        finally:
            system.stop()


def main():
    tell(figures())


if __name__ == "__main__":
    main()
