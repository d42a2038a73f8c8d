"""The style sheets of printed documents, read from where the pages' own lie."""

from pathlib import Path

from django.contrib.staticfiles import finders


def style_of(name: str) -> str:
    """A style sheet of ours by its name; raises FileNotFoundError."""
    found = finders.find(f"css/{name}.css")
    if not found:
        raise FileNotFoundError(f"static/css/{name}.css")
    return Path(str(found)).read_text(encoding="utf-8")
