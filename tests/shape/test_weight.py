"""What web and worker load at their start stays as long as they live: heavy libraries belong in children (quality P12)."""

import os
import subprocess
import sys

from tests.shape.tree import ROOT

# The dictionaries of pypinyin alone weigh 54 MB, in each of the two processes.
HEAVY = (
    *("pypinyin", "chinese_calendar", "fontTools", "weasyprint", "vl_convert", "pypdfium2"),
    *("scipy", "numpy", "networkx", "openpyxl", "docx", "pypdf"),
)
CODE = f"""
import sys
import config.wsgi
import portal.tasks
print(*sorted({{name.partition(".")[0] for name in sys.modules}} & set({HEAVY!r})))
"""


def test_web_and_worker_load_no_heavy_library_at_their_start():
    found = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout.split() == []
