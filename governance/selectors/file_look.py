"""Files as they are read inside a page, on a phone too: pages as pictures, Word as its text, pictures as they are (design §3)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from governance.lib.document_text import READABLE
from governance.lib.markdown import html_of_markdown
from governance.lib.page_picture import MOST_PAGES
from governance.models import (
    Approval,
    DocumentVersion,
    FileText,
    PagePicture,
    PageSet,
    StoredFile,
)
from governance.selectors.clause import CONTENT_PART
from governance.states import DrawFault, RenderState

PICTURES = frozenset({"png", "jpg"})
_MOST_AT_ONCE = 50
# The address of one page of a file.
PageAddress = Callable[[StoredFile, int], str]


@dataclass(frozen=True)
class PageLook:
    """One page; without an address it could not be drawn."""

    number: int
    address: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class FileLook:
    """What is shown of a file: its pages and their text, its text alone, or why neither is there; `total` pages are in it."""

    pages: tuple[PageLook, ...] = ()
    total: int = 0
    sections: tuple[tuple[str, SafeString], ...] = ()
    is_waiting: bool = False
    fault: str = ""
    is_picture: bool = False

    @property
    def last(self) -> int:
        """The last page that is shown."""
        return len(self.pages)

    @property
    def is_cut(self) -> bool:
        """The file goes on after the last page that is shown."""
        return 0 < self.last < self.total


def file_looks(files: Sequence[StoredFile], address: PageAddress) -> dict[int, FileLook]:
    """What is shown of each file, by its key; the same few statements however many there are."""
    drawn = {
        each.sha256: each
        for each in PageSet.objects.filter(
            sha256__in=[file.sha256 for file in files if file.kind == "pdf"]
        ).prefetch_related("pictures")
    }
    words = {
        each.file_id: each
        for each in FileText.objects.filter(
            file__in=[file.pk for file in files if file.kind in READABLE]
        )
    }
    found = {}
    for file in files:
        if file.kind == "pdf":
            look = _drawn(drawn.get(file.sha256), file, address)
            found[file.pk] = replace(look, sections=_pages_in_words(words.get(file.pk)))
        elif file.kind == "docx":
            found[file.pk] = _read(words.get(file.pk))
        else:
            found[file.pk] = FileLook(is_picture=file.kind in PICTURES)
    return found


def page_picture(file: StoredFile, number: int) -> PagePicture | None:
    """One drawn page of a file the caller has fetched through its own door."""
    rows = PagePicture.objects.filter(page_set__sha256=file.sha256, number=number)
    return rows.first() if file.kind == "pdf" else None


def files_to_show() -> list[StoredFile]:
    """PDF and Word files nobody has asked to draw or read yet that are the content of a version or lie on a case."""
    cases = Approval.objects.filter(
        object_type=OuterRef("object_type"), object_key=OuterRef("object_key")
    )
    case = Approval.objects.annotate(key=Cast("pk", CharField())).filter(key=OuterRef("object_key"))
    decided = (
        Q(object_type=DocumentVersion._meta.label_lower, part=CONTENT_PART)
        | Exists(cases)
        | (Q(object_type=Approval._meta.label_lower) & Exists(case))
    )
    drawn = PageSet.objects.filter(sha256=OuterRef("sha256"))
    read = FileText.objects.filter(file=OuterRef("pk"))
    rows = StoredFile.objects.filter(decided, removed_at=None, lost_at=None).filter(
        (Q(kind="pdf") & ~Exists(drawn)) | (Q(kind__in=READABLE) & ~Exists(read))
    )
    return list(rows.order_by("pk")[:_MOST_AT_ONCE])


def _drawn(pages: PageSet | None, file: StoredFile, address: PageAddress) -> FileLook:
    if pages is None or pages.state == RenderState.PENDING:
        return FileLook(is_waiting=True)
    if pages.state == RenderState.FAILED:
        return FileLook(fault=str(DrawFault(pages.fault).label))
    pictures = {each.number: each for each in pages.pictures.all()}
    # After the last page that could be drawn only the file goes on; gaps before it are told page by page.
    shown = range(1, min(max(pictures), MOST_PAGES) + 1)
    looks = tuple(
        PageLook(at, address(file, at), pictures[at].width, pictures[at].height)
        if at in pictures
        else PageLook(at)
        for at in shown
    )
    fault = str(DrawFault(pages.fault).label) if pages.fault else ""
    return FileLook(looks, pages.pages, fault=fault)


def _read(words: FileText | None) -> FileLook:
    if words is None or words.state == RenderState.PENDING:
        return FileLook(is_waiting=True)
    if words.state == RenderState.FAILED:
        return FileLook(fault=words.reason)
    return FileLook(sections=_sections(words))


def _sections(words: FileText) -> tuple[tuple[str, SafeString], ...]:
    return tuple((str(row["title"]), html_of_markdown(str(row["text"]), {})) for row in words.rows)


def _pages_in_words(words: FileText | None) -> tuple[tuple[str, SafeString], ...]:
    """The same pages as text that flows at any width; empty for scanned paper."""
    if words is None or words.state != RenderState.READY:
        return ()
    return tuple(
        (_("Page %(number)s") % {"number": title}, text) for title, text in _sections(words) if text
    )
