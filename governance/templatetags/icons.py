"""Icons of the UI kit, written into the page, so that they take the colour of the text beside them."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Whoever needs another one adds its name: the list keeps a name in data from opening other files.
LISTED = """
    activity adjustments alert-circle alert-octagon alert-triangle archive arrow-back-up arrow-down
    arrow-left arrow-right arrow-up arrows-sort ban bell bell-ringing book books briefcase bug building
    building-community calendar calendar-check calendar-due calendar-event calendar-month
    calendar-exclamation calendar-off calendar-stats calendar-week chart-bar chart-dots chart-histogram chart-line check
    checklist checks chevron-down chevron-left chevron-right chevron-up chevrons-left chevrons-right
    circle-check circle-dashed circle-x clipboard-check clipboard-data clipboard-list clock
    clock-exclamation clock-pause cloud-upload components copy database database-import device-floppy
    dots dots-vertical download edit external-link eye eye-off file file-certificate file-check
    file-description file-export file-import file-spreadsheet file-text file-type-pdf files filter
    fingerprint flag folder gauge gavel git-branch hash heart-rate-monitor help help-circle hierarchy
    hierarchy-2 history home hourglass id inbox indent-decrease indent-increase info-circle key language layout-board layout-dashboard
    layout-grid link list list-check list-details loader lock lock-check login logout mail mail-forward mail-opened mail-x
    map menu-2 message message-circle message-report minus mood-empty news notes package paperclip
    pencil phone photo player-pause player-play plug plus point printer progress-check question-mark refresh robot
    report report-analytics report-search rosette-discount-check route scale school search send
    server settings share shield shield-check shield-lock sitemap sort-ascending sort-descending
    stack-2 star subtask switch-horizontal table table-export table-import tag target
    target-arrow ticket timeline timeline-event tool tools transform trash trending-down trending-up
    upload user user-check user-circle user-cog user-plus users webhook users-group versions wand world
    writing writing-sign x zoom-check zoom-question
"""
ICONS = frozenset(LISTED.split())
SHAPES = re.compile(r"<path\b[^>]*/>", re.ASCII)
BLANK = 'd="M0 0h24v24H0z"'


class UnknownIcon(LookupError):  # noqa: N818 -- named for what was asked
    """A template asks for an icon that is not on the list."""


@cache
def _paths(name: str) -> str:
    if name not in ICONS:
        raise UnknownIcon(f"{name!r} is not in governance.templatetags.icons.ICONS; add it there.")
    file = Path(settings.NODE_MODULES) / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg"
    found = SHAPES.findall(file.read_text(encoding="utf-8"))
    return "".join(path for path in found if BLANK not in path)


@register.simple_tag
def icon(name: str, size: int = 0, cls: str = "") -> SafeString:
    """An icon is drawn in the colour of its text and is silent to a screen reader; the word beside it speaks."""
    try:
        paths = _paths(name)
    except OSError:
        # Without node_modules a page must still open: an icon never says more than its word.
        paths = ""
    measure = f' width="{int(size)}" height="{int(size)}"' if size else ""
    classes = re.sub(r"[^\w\s-]", "", f"icon {cls}").strip()
    return mark_safe(  # noqa: S308 -- the paths come from an allow-listed file, the rest is filtered above
        f'<svg class="{classes}"{measure} viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        f'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" '
        f'focusable="false">{paths}</svg>'
    )
