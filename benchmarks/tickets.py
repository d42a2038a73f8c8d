"""P8: the 46 MB incident log imported, beside the time Python's csv needs to read the file."""

import csv
import lzma
import resource
from io import StringIO

from benchmarks.ground import ROOT, ground
from benchmarks.measure import Figure, seconds, tell

LOG = ROOT.parent / "shared" / "data" / "uci_incident_event_log.csv.xz"


def read():
    with lzma.open(LOG, "rt", encoding="utf-8", newline="") as text:
        return sum(1 for _row in csv.reader(text))


def read_plain(text):
    return sum(1 for _row in csv.reader(StringIO(text)))


def seconds_of_text():
    with lzma.open(LOG, "rt", encoding="utf-8") as file:
        text = file.read()
    return seconds(lambda: read_plain(text), rounds=3)


def figures():
    if not LOG.exists():
        return
    plain, packed = seconds_of_text(), seconds(read, rounds=3)
    with ground():
        import time

        from django.core.management import call_command

        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        began = time.perf_counter()
        call_command("import_tickets", source="uci_incident", path=str(LOG), stdout=StringIO())
        took = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield Figure(
            "P8",
            "import of 141,712 event rows, beside csv reading the packed file",
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
    tell(figures())


if __name__ == "__main__":
    main()
