"""Draws every table of steps as a chart into the README of its app."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from governance.lib.workflow import Step

APPS = ("governance", "processes", "kpi", "planning", "reviews", "improvements")
BEGIN, END = "<!-- statecharts -->", "<!-- /statecharts -->"


class Command(BaseCommand):
    help = "Writes the state charts into the README of each app; --check only compares."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when a chart is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = []
        for app in APPS:
            path = Path(settings.ROOT) / app / "README.md"
            old = path.read_text(encoding="utf-8")
            new = with_charts(old, charts_of(app))
            if new != old:
                stale.append(app)
                if not options["check"]:
                    path.write_text(new, encoding="utf-8")
        if stale and options["check"]:
            self.stderr.write(f"stale: {', '.join(stale)}; run manage.py statecharts")
            sys.exit(1)
        self.stdout.write("fresh" if not stale else f"written: {', '.join(stale)}")


def tables_of(app: str) -> dict[str, tuple[Step, ...]]:
    """The tables of steps of an app, by their noun."""
    found = vars(import_module(f"{app}.states"))
    return {
        name.removesuffix("_STEPS").lower(): value
        for name, value in found.items()
        if name.endswith("_STEPS") and isinstance(value, tuple)
    }


def charts_of(app: str) -> str:
    """All charts of an app as Markdown, in English whatever the reader's language."""
    with translation.override("en"):
        return "\n\n".join(_chart(noun, steps) for noun, steps in tables_of(app).items())


def with_charts(text: str, charts: str) -> str:
    """The page with its charts between the two marks; the rest stays as it was written."""
    head, _begin, rest = text.partition(BEGIN)
    _old, _end, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{charts}\n{END}{tail}"


def _chart(noun: str, steps: tuple[Step, ...]) -> str:
    title = noun.replace("_", " ")
    arrows = [
        f"    {source} --> {step.target}: {step.name}{' (system)' if step.by_system else ''}"
        for step in steps
        for source in step.sources
    ]
    return "\n".join([f"### {title}", "", "```mermaid", "stateDiagram-v2", *arrows, "```"])
