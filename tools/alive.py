"""Asks whether a process was heard of lately: the health check of containers without a web page.

python tools/alive.py worker|clock      exit 0 = alive, 1 = silent for three minutes, 2 = wrong call
"""

import os
import sys
from pathlib import Path

import django


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in {"worker", "clock"}:
        print(__doc__)
        return 2
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
    django.setup()
    from django.utils import timezone  # noqa: PLC0415 -- after Django is set up

    from governance.selectors.health import silent_processes  # noqa: PLC0415 -- as above

    return 1 if arguments[0] in silent_processes(timezone.now()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
