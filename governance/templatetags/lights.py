"""Lights and badges: every code of the product as tone, shape and word, in one table."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from governance.states import Health

register = template.Library()


@dataclass(frozen=True)
class Light:
    """How one code is shown: the tone names a colour, the shape a drawing, the word is read aloud."""

    tone: str
    shape: str
    word: str | Promise


LIGHTS = {
    # Verdicts and what follows from them.
    "met": Light("ok", "disc", _("met")),
    "watch": Light("warn", "triangle", _("watch")),
    "missed": Light("danger", "square", _("missed")),
    "no_sample": Light("muted", "ring", _("no sample")),
    "incomplete": Light("warn", "dashed", _("incomplete")),
    "missing": Light("danger", "dashed", _("missing data")),
    "not_applicable": Light("muted", "dash", _("n/a")),
    # The board of the week and the inbox.
    "expected": Light("muted", "half", _("expected")),
    "draft": Light("muted", "half", _("draft")),
    "open": Light("info", "half", _("open")),
    "submitted": Light("info", "disc", _("submitted")),
    "on_time": Light("ok", "disc", _("on time")),
    "late": Light("warn", "triangle", _("late")),
    "late_done": Light("warn", "triangle", _("done late")),
    "accepted": Light("ok", "tick", _("accepted")),
    "returned": Light("warn", "back", _("returned")),
    "done": Light("ok", "tick", _("done")),
    # The outputs register.
    "filed": Light("ok", "tick", _("filed")),
    "unfiled": Light("danger", "dashed", _("not filed")),
    "overdue": Light("danger", "square", _("overdue")),
    "waived": Light("muted", "dash", _("waived")),
    # The status page.
    "healthy": Light("ok", "disc", Health.GOOD.label),
    "attention": Light("warn", "triangle", Health.ATTENTION.label),
    "alarm": Light("danger", "square", Health.ALARM.label),
    "unrecorded": Light("muted", "ring", Health.UNRECORDED.label),
}
UNKNOWN = Light("muted", "ring", _("unknown"))

TONES = {
    "ok": "library accepted approved adopted done active issued in_force final sent ruled ok closed effective met imported published handed_in attended held fulfilled confirmed conform",
    "info": "offered identify plan implement verify solidify submitted running open in_review provisional pending planned sending compiled announced checked_in committed partial called evaluated taken_up",
    "warn": "returned late late_done restated incomplete parked watch awaiting conflict absent not_held conditional in_part",
    "danger": "failed missing missed overdue revoked refused locked expired denied declined rejected nonconform",
}
STATE_TONES = {code: tone for tone, codes in TONES.items() for code in codes.split()}


@register.filter
def light(value: Any) -> Light:
    """The light of a verdict or state; an unknown code shows itself instead of pretending."""
    code = getattr(value, "value", value)
    return LIGHTS.get(str(code or "no_sample"), UNKNOWN)


@register.simple_tag
def draw_light(value: Any) -> SafeString:
    """The light with its own word, drawn once per code and language: a board shows hundreds of a dozen."""
    code = str(getattr(value, "value", value) or "no_sample")
    return _drawn(code if code in LIGHTS else "", get_language() or "")


@lru_cache(maxsize=len(LIGHTS) * 8)
def _drawn(code: str, language: str) -> SafeString:
    text = render_to_string("components/light.html", {"value": code or "unknown"})
    return mark_safe(text)  # noqa: S308 -- the component's own rendering, by a code of the table


@register.filter
def tone(value: Any) -> str:
    """The tone of a state's badge; a state nobody gave a tone is neutral."""
    return STATE_TONES.get(str(getattr(value, "value", value)), "neutral")


@register.simple_tag
def all_lights() -> list[str]:
    """The codes in their order, for the legend and the gallery."""
    return list(LIGHTS)
