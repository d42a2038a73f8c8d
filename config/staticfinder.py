"""An allow-list that serves named files of node_modules as static files, and nothing else of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage, Warning  # noqa: A004 -- Django's own name for it
from django.core.files.storage import FileSystemStorage

# name under /static/  →  path under node_modules/
ALLOWED = {
    "vendor/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/tabler.min.css.map": "@tabler/core/dist/css/tabler.min.css.map",
    "vendor/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "vendor/tabler.min.js.map": "@tabler/core/dist/js/tabler.min.js.map",
    "vendor/echarts.min.js": "echarts/dist/echarts.min.js",
    "vendor/alpine-csp.min.js": "@alpinejs/csp/dist/cdn.min.js",
}


class NodeModulesFinder(BaseFinder):
    """Finds exactly the files of the list; a file that is missing is simply not found."""

    def check(self, **_options: Any) -> list[CheckMessage]:
        missing = [path for path in ALLOWED.values() if not self.place(path).exists()]
        if not missing:
            return []
        hint = "Run: npm ci (or python3 tools/bootstrap.py setup)"
        return [Warning(f"Front-end files are missing: {missing}", hint=hint, id="config.W001")]

    @staticmethod
    def place(path: str) -> Path:
        return Path(settings.NODE_MODULES) / path

    def find(self, path: str, find_all: bool = False) -> str | list[str]:
        found = ALLOWED.get(path.replace("\\", "/"))
        if found is None or not self.place(found).is_file():
            return []
        return [str(self.place(found))] if find_all else str(self.place(found))

    def list(self, _ignore_patterns: Any) -> Iterator[tuple[str, "Renamed"]]:
        for name, path in ALLOWED.items():
            if self.place(path).is_file():
                yield name, Renamed()


class Renamed(FileSystemStorage):
    """Opens a listed name as the file behind it."""

    prefix = ""

    def path(self, name: str) -> str:
        return str(NodeModulesFinder.place(ALLOWED[name]))
