"""The files of the project as the shape tests see them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# From the ground up: a later one may cite an earlier one, never the reverse.
APPS = ("governance", "processes", "kpi", "planning", "reviews", "improvements", "portal")


@cache
def files(*suffixes):
    """Files that are committed or would be, as paths relative to the root; git knows what is ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    found = [Path(line) for line in listed.splitlines()]
    return sorted({path for path in found if path.suffix in suffixes and (ROOT / path).is_file()})


@cache
def text_of(path):
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree_of(path):
    return ast.parse(text_of(path))


def python_of(*apps):
    """Python files of the apps, without migrations (a generator writes those)."""
    return [
        path for path in files(".py") if path.parts[0] in apps and "migrations" not in path.parts
    ]


def lines_of(path):
    return list(enumerate(text_of(path).splitlines(), 1))
