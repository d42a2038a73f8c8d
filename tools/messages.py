r"""The interface's messages without gettext installed: extract, check, update, merge, compile.

python tools/messages.py check              every message of the code has its Chinese, nothing is left over
python tools/messages.py update             adds what is missing to the .po file, drops what is not used
python tools/messages.py merge FILE.tsv …   takes over `msgid<TAB>msgstr` lines (a line break written as \n)
python tools/messages.py compile            writes the .mo files
"""

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
APPS = ("governance", "processes", "kpi", "planning", "reviews", "improvements", "portal", "config")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")
Message = tuple[str | tuple[str, ...], str | None]


def sources() -> Iterator[tuple[Path, bytes]]:
    """Every file that may hold a message, templates already turned into Python by Django."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_bytes()
    for folder in [ROOT / "templates", *(ROOT / app / "templates" for app in APPS)]:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in {".html", ".txt", ".svg", ".xml"}:
                code = templatize(path.read_text(encoding="utf-8"))
                # The page's indentation is none of Python's, and Python would refuse it.
                yield path, "\n".join(line.lstrip() for line in code.splitlines()).encode()


def extracted() -> dict[Message, str]:
    """Each message of the code with the first place it stands in."""
    found: dict[Message, str] = {}
    for path, text in sources():
        where = path.relative_to(ROOT).as_posix()
        for _line, function, parts, _comments in extract_python(
            io.BytesIO(text), list(KEYWORDS), [], {}
        ):
            message = message_of(function, parts)
            if message is not None:
                found.setdefault(message, where)
    return found


def message_of(function: str | None, parts: str | tuple[str | None, ...]) -> Message | None:
    """The message id and context of one call; None where the argument is not a plain text."""
    spec = KEYWORDS.get(function or "")
    texts = (parts,) if isinstance(parts, str) else parts
    if not texts or texts[0] in (None, ""):
        return None
    if spec is None:
        return str(texts[0]), None
    context = None
    if isinstance(spec[0], tuple):
        context, texts = texts[0], texts[1:]
        spec = spec[1:]
    wanted = texts[: len(spec)]
    if len(wanted) < len(spec) or any(text is None for text in wanted):
        return None
    ids = tuple(str(text) for text in wanted)
    return (ids if len(ids) > 1 else ids[0]), context


def empty() -> Catalog:
    """Its head names no hour and no person, so that two runs write the same file."""
    return Catalog(
        locale="zh_Hans",
        domain="django",
        charset="utf-8",
        project="process governance platform",
        version="1",
        msgid_bugs_address="-",
        last_translator="the maintainers",
        language_team="the maintainers",
        header_comment="# The complete Chinese interface of the process governance platform.",
        creation_date=datetime(2026, 11, 22, tzinfo=UTC),
        revision_date=datetime(2026, 11, 22, tzinfo=UTC),
        fuzzy=False,
    )


def catalogue() -> Catalog:
    if not PO.exists():
        return empty()
    with PO.open("rb") as source:
        return read_po(source, locale="zh_Hans", domain="django", abort_invalid=True)


def save(catalog: Catalog) -> None:
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as out:
        # No line numbers: they would make every change of code a change of this file.
        write_po(out, catalog, width=0, omit_header=False, no_location=True, sort_output=True)


def problems() -> list[str]:
    """What keeps the Chinese interface from being complete, one sentence each."""
    catalog, found = catalogue(), extracted()
    known = {(message.id, message.context): message for message in catalog if message.id}
    lines = [
        f"{where}: no entry for {message[0]!r}"
        for message, where in found.items()
        if message not in known
    ]
    for key, message in known.items():
        if key not in found:
            lines.append(f"used nowhere: {message.id!r}")
        elif message.fuzzy:
            lines.append(f"fuzzy: {message.id!r}")
        elif not all([message.string] if isinstance(message.string, str) else message.string):
            lines.append(f"not translated: {message.id!r}")
        else:
            lines += lost_placeholders(message.id, message.string)
    return lines


def lost_placeholders(ids: str | tuple[str, ...], texts: str | tuple[str, ...]) -> list[str]:
    """A translation fills in the same names as its original, no more and no fewer."""
    wanted = set(PLACEHOLDER.findall(ids if isinstance(ids, str) else ids[-1]))
    given = [
        set(PLACEHOLDER.findall(text)) for text in ([texts] if isinstance(texts, str) else texts)
    ]
    return [f"{ids!r}: placeholders {sorted(wanted ^ one)}" for one in given if one != wanted]


def update() -> None:
    """The catalogue holds exactly the messages of the code; kept translations stay."""
    old, fresh = catalogue(), empty()
    for message_id, context in extracted():
        kept = old.get(message_id, context)
        flags = {flag for flag in kept.flags if flag != "fuzzy"} if kept else set()
        fresh.add(
            message_id,
            kept.string if kept and not kept.fuzzy else None,
            context=context,
            flags=flags,
        )
    save(fresh)


def merge(files: list[str]) -> list[str]:
    """Take translations over from tab-separated files; say where two of them disagree."""
    update()
    catalog, complaints = catalogue(), []
    for name in files:
        for line in Path(name).read_text(encoding="utf-8").splitlines():
            message_id, tab, text = (part.replace("\\n", "\n") for part in line.partition("\t"))
            message = catalog.get(message_id) if tab and message_id else None
            if message is None:
                continue
            if message.string and message.string != text and isinstance(message.string, str):
                complaints.append(f"{name}: {message_id!r} is {message.string!r}, not {text!r}")
            elif isinstance(message.string, tuple):
                message.string = tuple(text for _ in message.string)
            else:
                message.string = text
    save(catalog)
    return complaints


def compile_all() -> None:
    for po in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")):
        with po.open("rb") as source:
            catalog = read_po(source, locale=po.parent.parent.name, abort_invalid=True)
        beside = po.with_suffix(".mo.new")
        with beside.open("wb") as out:
            write_mo(out, catalog, use_fuzzy=False)
        beside.replace(po.with_suffix(".mo"))


def main(arguments: list[str]) -> int:
    command = arguments[0] if arguments else ""
    if command == "compile":
        compile_all()
        return 0
    if command == "update":
        update()
        return 0
    if command in {"check", "merge"}:
        lines = problems() if command == "check" else merge(arguments[1:])
        print("\n".join(lines))
        return 1 if lines and command == "check" else 0
    print(__doc__)
    return 2


if __name__ == "__main__":
    # Reading templates needs no more of Django than this; models may be broken meanwhile.
    settings.configure(USE_I18N=True)
    sys.exit(main(sys.argv[1:]))
