"""All benchmarks one after another: `make bench`, or `python -m benchmarks.run NAME …`.

Each is a process of its own. The table is printed, and written as JSON under `var/benchmarks/`.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALL = (
    "pages",
    "pull",
    "growth",
    "week",
    "report_pdf",
    "import_values",
    "tickets",
    "tick",
    "assignments",
)


def main(names):
    unknown = set(names) - set(ALL)
    if unknown:
        sys.stdout.write(
            f"No such benchmark: {', '.join(sorted(unknown))}. There are: {', '.join(ALL)}\n"
        )
        return 2
    results, failed = [], []
    for name in names or ALL:
        with tempfile.NamedTemporaryFile(suffix=".json") as file:
            env = {**os.environ, "BENCHMARK_FILE": file.name, "PYTHONPATH": str(ROOT)}
            code = subprocess.run(
                [sys.executable, "-m", f"benchmarks.{name}"], cwd=ROOT, env=env, check=False
            ).returncode
            text = Path(file.name).read_text(encoding="utf-8")
            results += json.loads(text) if text else []
            if code:
                failed.append(name)
    folder = ROOT / "var" / "benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    place = folder / f"{now:%Y%m%dT%H%M%S}.json"
    place.write_text(
        json.dumps(
            {"at": now.isoformat(), "machine": machine, "figures": results},
            ensure_ascii=False,
            indent=1,
        ),
        encoding="utf-8",
    )
    missed = [row for row in results if row["verdict"] == "missed"]
    sys.stdout.write(
        f"\n{len(results)} figures, {len(missed)} beyond their goal; written to {place.relative_to(ROOT)}\n"
    )
    if failed:
        sys.stdout.write(f"could not be run: {', '.join(failed)}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main([name for name in sys.argv[1:] if not name.startswith("--")]))
