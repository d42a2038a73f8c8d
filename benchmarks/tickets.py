"""P8: the 46 MB incident log imported, beside the time Python's csv needs to read the file.

python -m benchmarks.tickets [FILE.csv.xz]
"""

import csv
import lzma
import resource
import sys
from io import StringIO
from pathlib import Path

from benchmarks.ground import ROOT, ground
from benchmarks.measure import Figure, seconds, tell

LOG = ROOT.parent / "shared" / "data" / "uci_incident_event_log.csv.xz"


def read(log):
    with lzma.open(log, "rt", encoding="utf-8", newline="") as text:
        return sum(1 for _row in csv.reader(text))


def read_plain(text):
    return sum(1 for _row in csv.reader(StringIO(text)))


def seconds_of_text(log):
    with lzma.open(log, "rt", encoding="utf-8") as file:
        text = file.read()
    return seconds(lambda: read_plain(text), rounds=3)


def figures(log):
    if not log.exists():
        sys.stdout.write(f"There is no file {log}: nothing measured.\n")
        return
    plain, packed = seconds_of_text(log), seconds(lambda: read(log), rounds=3)
    with ground():
        import time

        from django.core.management import call_command

        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        began = time.perf_counter()
        call_command("import_tickets", str(log), source="uci_incident", stdout=StringIO())
        took = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield Figure(
            "P8",
            "import of the log (141,712 event rows), beside csv reading it packed",
            took / packed,
            "×",
            12,
            f"{took:.1f} s against {packed:.2f} s",
        )
        yield Figure(
            "P8",
            "the same beside csv reading the text in memory",
            took / plain,
            "×",
            None,
            f"{plain:.2f} s",
        )
        yield Figure(
            "P8",
            "import: memory of the whole process at its peak",
            peak,
            "MB",
            300,
            f"{before:.0f} MB before it",
        )


def main():
    files = [Path(word) for word in sys.argv[1:] if not word.startswith("--")]
    tell(figures(files[0] if files else LOG))


if __name__ == "__main__":
    main()
