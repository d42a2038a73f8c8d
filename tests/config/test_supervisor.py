"""The supervisor: one end is everybody's end, the broker's the last, and nothing is left running."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from config.supervisor import Child, Supervisor, broker_of, exit_code, system
from tests.shape.tree import ROOT

# Nobody here takes a second; a busy machine may take its time.
PATIENCE = 60

# Children that say when they were asked to stop.
PATIENT = textwrap.dedent(
    """
    import os, signal, sys, time
    # Not by print: the signal may come while it is still at work.
    def say(word):
        os.write(1, f"{sys.argv[1]} {word}\\n".encode())
    def stop(*_):
        time.sleep(float(sys.argv[2])); say("stops"); sys.exit(0)
    signal.signal(signal.SIGTERM, stop)
    say("runs")
    while True: time.sleep(0.05)
    """
)


def patient(name, seconds=0.0):
    return Child(name, [sys.executable, "-c", PATIENT, name, str(seconds)])


def run_in_thread_of_its_own(children):
    """The supervisor sets signal handlers, so it runs in a process of its own."""
    code = textwrap.dedent(
        f"""
        from config.supervisor import Child, Supervisor
        children = {[(child.name, child.command, child.quiet) for child in children]!r}
        made = [Child(name, command, quiet=quiet) for name, command, quiet in children]
        raise SystemExit(Supervisor(made, write=lambda line: print(line, flush=True)).run())
        """
    )
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def read_until(process, *words):
    wanted, lines = set(words), []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        wanted -= {word for word in wanted if word in line}
        if not wanted:
            return lines
    raise AssertionError(f"never said: {wanted}; said: {lines}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everybody_broker_last(number):
    process = run_in_thread_of_its_own([patient("broker"), patient("web", 0.3), patient("worker")])
    read_until(process, "broker runs", "web runs", "worker runs")

    process.send_signal(number)
    rest, _ = process.communicate(timeout=PATIENCE)

    order = [line.split("|")[1].strip() for line in rest.splitlines() if "stops" in line]
    assert process.returncode == 0
    assert sorted(order) == ["broker stops", "web stops", "worker stops"]
    assert order[-1] == "broker stops"


def test_the_last_words_of_a_stopping_child_are_waited_for():
    said = []

    def slowly(line):
        time.sleep(0.3)
        said.append(line)

    child = patient("broker")
    supervisor = Supervisor([child], write=slowly)
    supervisor.start(child)
    until = time.monotonic() + PATIENCE
    while not said and time.monotonic() < until:
        time.sleep(0.05)

    supervisor.stop_all()

    assert said == ["broker | broker runs", "broker | broker stops"]


def test_a_child_that_ends_ends_all_with_its_code():
    failing = Child(
        "worker", [sys.executable, "-c", "print('no luck'); raise SystemExit(7)"], quiet=True
    )
    process = run_in_thread_of_its_own([patient("web"), failing])

    said, _ = process.communicate(timeout=PATIENCE)

    assert process.returncode == 7
    # A quiet child's last words are passed on when it ends by itself.
    assert "worker | no luck" in said
    assert "worker ended (code 7)" in said


def test_a_supervisor_killed_the_hard_way_leaves_no_orphan():
    process = run_in_thread_of_its_own([patient("web")])
    read_until(process, "web runs")
    listing = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=True
    )
    child = int(listing.stdout)

    process.kill()
    process.communicate(timeout=PATIENCE)

    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and is_running(child):
        time.sleep(0.05)
    assert not is_running(child)


def is_running(pid):
    try:
        os.kill(pid, 0)
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except (ProcessLookupError, FileNotFoundError):
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"


@pytest.mark.parametrize(("returned", "expected"), [(7, 7), (0, 1), (-9, 137)])
def test_an_end_nobody_asked_for_is_never_a_success(returned, expected):
    child = Child("web", [])
    child.process = type("Ended", (), {"returncode": returned})()

    assert exit_code(child) == expected


def test_a_given_broker_is_used_and_none_is_started(tmp_path):
    assert broker_of({"REDIS_URL": "redis://elsewhere/0"}, tmp_path) == ([], {})


def test_without_any_broker_program_files_are_used(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert broker_of({}, tmp_path) == ([], {})


def test_a_line_says_whose_it_is():
    lines = []
    Supervisor([], write=lines.append).say("web", "hello")

    assert lines == ["web    | hello"]


def test_the_threads_of_a_process_share_one_heap_unless_told_otherwise(monkeypatch):
    monkeypatch.delenv("MALLOC_ARENA_MAX", raising=False)
    assert {each.env["MALLOC_ARENA_MAX"] for each in system("127.0.0.1", 1, {})} == {"1"}

    monkeypatch.setenv("MALLOC_ARENA_MAX", "4")
    assert {each.env["MALLOC_ARENA_MAX"] for each in system("127.0.0.1", 1, {})} == {"4"}
