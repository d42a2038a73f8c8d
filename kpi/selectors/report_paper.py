"""What the printed report needs beside its words: pictures by name, signers, dates for the file itself (domain §5.2)."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.lib.chart import Chart
from governance.lib.chart_svg import Drawing
from kpi.selectors.report_phrases import day_in_text, listed, moment_text
from kpi.selectors.report_text import Wording
from kpi.selectors.report_words import words_of

# Every trend is drawn while they are few enough to be looked at; beyond it those that ask for a
# look, missed targets first. Measured: a drawing costs 40 ms and 2 MB in the print.
MOST_CHARTS = 120
ASKING = ("missed", "watch", "incomplete")
LANGUAGE_TAGS = {"zh-hans": "zh-CN", "en": "en"}


def paper_context(content: dict[str, Any], *, sha256: str, language: str) -> dict[str, Any]:
    """The context of the printed report in the active language, from the snapshot alone.

    `charts` holds the drawings by the address the page calls them by.
    """
    words, issue = words_of(content), content["issue"]
    issued_at = datetime.fromisoformat(issue["issued_at"])
    charts: dict[str, Drawing] = {}
    blocks = []
    chosen = _chosen(words)
    for block in words.blocks:
        pictures = []
        shown = [chart for chart in block.charts if chart.title in chosen]
        for place, chart in enumerate(shown, 1):
            address = f"asset:chart-{len(charts) + 1}"
            # Two stand side by side; the last of an odd number takes the whole width.
            full = place == len(shown) and place % 2 == 1
            charts[address] = Drawing(chart, full)
            pictures.append(
                {"address": address, "chart": chart, "full": full, "said": _spoken(chart)}
            )
        blocks.append(
            {"block": block, "pictures": pictures, "is_short": len(words.rows) > MOST_CHARTS}
        )
    return {
        "words": words,
        "issue": issue,
        "blocks": blocks,
        "charts": charts,
        "language_tag": LANGUAGE_TAGS[language],
        "created": issued_at.astimezone(timezone.get_default_timezone()).isoformat(),
        "issued_on": day_in_text(issued_at),
        "signers": _signers(issue),
        "versions": _versions(content, issue),
        "sha256": sha256,
        "page_words": _page_words(),
    }


def _chosen(words: Wording) -> set[str]:
    titles = [chart.title for block in words.blocks for chart in block.charts]
    if len(titles) <= MOST_CHARTS:
        return set(titles)
    asking = sorted(
        (row for row in words.rows if row.light in ASKING), key=lambda row: ASKING.index(row.light)
    )
    return {f"{row.code} {row.name}" for row in asking[:MOST_CHARTS]}


def _page_words() -> list[str]:
    # The style sheet counts the pages, so it is given the words around the two numbers.
    sentence = _("Page %(page)s of %(pages)s") % {"page": "|", "pages": "|"}
    return sentence.split("|")


def _spoken(chart: Chart) -> str:
    """A drawing in words, for those who hear the document."""
    values = listed([f"{label} {shown[0]}" for label, shown in chart.rows()])
    return _("Trend of %(title)s: %(values)s") % {"title": chart.title, "values": values}


def _signers(issue: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {
            "act": _("Prepared by"),
            "who": issue["prepared_by"],
            "as": _("PMO"),
            "on": moment_text(issue["prepared_at"])[:10],
        },
        {
            "act": _("Reviewed by"),
            "who": "—",
            "as": _("not laid down by the policy (G23)"),
            "on": "—",
        },
        {
            "act": _("Approved by"),
            "who": issue["issued_by"],
            "as": _("Process manager"),
            "on": moment_text(issue["issued_at"])[:10],
        },
    ]


def _versions(content: dict[str, Any], issue: dict[str, Any]) -> list[dict[str, str]]:
    rows = [
        {
            "label": each["label"],
            "on": moment_text(each["issued_at"])[:10],
            "note": _("Voided on %(day)s: %(reason)s")
            % {"day": moment_text(each["voided_at"])[:10], "reason": each["void_reason"]}
            if each["voided_at"]
            else "",
            "by": "",
        }
        for each in content["versions"]
    ]
    note = (
        _("First issue")
        if not rows
        else _("Issued anew in place of %(label)s") % {"label": rows[-1]["label"]}
    )
    own = {
        "label": issue["version"],
        "on": moment_text(issue["issued_at"])[:10],
        "note": note,
        "by": issue["issued_by"],
    }
    return [*rows, own]
