"""What the printed documents of the plan need in their templates."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from governance.templatetags.lights import light
from kpi.selectors.report_phrases import MARKS
from planning.selectors.plan_paper import PlanPaper

register = template.Library()


@register.simple_tag
def heading(paper: PlanPaper, code: str) -> str:
    """A chapter's heading with its number."""
    return paper.heading(code)


@register.filter
def lines(text: str) -> list[str]:
    """A text somebody typed, as paragraphs; empty lines are none."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@register.simple_tag
def printed_light(code: str) -> SafeString:
    """A light on paper: shape and word, so that a copy in black and white says the same."""
    return format_html(
        '<span class="light light--{}">{} {}</span>', code, MARKS.get(code, ""), light(code).word
    )
