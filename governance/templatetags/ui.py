"""The tags and filters all pages share: numbers, periods, pager, sorting, steps, sparklines."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django import template
from django.core.paginator import Page
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    ChoiceField,
    DateInput,
    ModelChoiceField,
    RadioSelect,
    Select,
)
from django.http import QueryDict
from django.template.context import RequestContext
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from governance.lib.duration import duration_in_words
from governance.lib.listing import FORMATS
from governance.lib.workflow import Step
from governance.selectors.policy_issue import standing_of_gap
from governance.states import IssueState
from governance.templatetags.acts import act
from governance.templatetags.lights import draw_light, light, tone

register = template.Library()
register.filter("act", act)
register.filter("light", light)
register.filter("tone", tone)
register.simple_tag(draw_light)

DASH = "–"
MINUS = "−"
SOON = timedelta(hours=24)


# --- numbers and times ---------------------------------------------------------------------------


def _decimal(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    """A number is grouped by thousands and rounded half up, as everywhere; what is not there is a dash, never a zero."""
    found = _decimal(value)
    if found is None:
        return DASH
    if decimals is None:
        text = f"{found.normalize():,f}"
    else:
        places = Decimal(1).scaleb(-int(decimals))
        text = f"{found.quantize(places, rounding=ROUND_HALF_UP):,f}"
    return text.replace("-", MINUS)


@register.filter
def percent(value: Any, decimals: int = 1) -> str:
    """A value that already is a percentage gets its sign; 0.985 is not turned into 98.5."""
    text = number(value, decimals)
    return text if text == DASH else f"{text}%"


@register.filter
def signed(value: Any, decimals: int | None = None) -> str:
    """A difference carries its sign."""
    found = _decimal(value)
    text = number(value, decimals)
    return f"+{text}" if found is not None and found > 0 else text


@register.filter
def period(value: Any) -> str:
    """A period is named in the reader's language, a week by its dates."""
    return value.display() if hasattr(value, "display") else str(value or DASH)


@register.filter
def moment(value: datetime | None) -> str:
    """A point in time is shown to the minute, by the clock of the company."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else DASH


@register.filter
def day(value: date | datetime | None) -> str:
    """A day is shown as year-month-day; a point in time as the company's day."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return f"{value:%Y-%m-%d}" if value else DASH


@register.filter
def weekday(value: date | datetime) -> str:
    """A day of the week in the reader's language."""
    return date_format(timezone.localtime(value) if isinstance(value, datetime) else value, "D")


@register.filter
def lasting(value: timedelta | None) -> str:
    """A span of time in its largest whole unit; what is not known is a dash."""
    return DASH if value is None else duration_in_words(value)


def due_note(at: datetime, now: datetime, done_at: datetime | None = None) -> dict[str, str]:
    """A due time says how far it is: late is red, within a day amber, done says whether in time."""
    if done_at:
        late = done_at > at
        text = (
            _("%(time)s late") % {"time": duration_in_words(done_at - at)} if late else _("in time")
        )
        return {"tone": "late" if late else "done", "text": text}
    if now > at:
        return {
            "tone": "late",
            "text": _("%(time)s overdue") % {"time": duration_in_words(now - at)},
        }
    text = _("in %(time)s") % {"time": duration_in_words(at - now)}
    return {"tone": "soon" if at - now <= SOON else "later", "text": text}


@register.simple_tag
def due_time(at: datetime, now: datetime, done_at: datetime | None = None) -> SafeString:
    """A due time as the component shows it; lists have one in each row."""
    note = due_note(at, now, done_at)
    return format_html(
        '<span class="c-due c-due--{}"><time datetime="{}">{}</time> <small>{}</small></span>',
        note["tone"],
        timezone.localtime(at).isoformat(),
        moment(at),
        note["text"],
    )


# --- where one is, and where one may go -------------------------------------------------------------


def _address(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def page_title(context: RequestContext) -> str:
    """The heading of a page is its title unless the page says otherwise."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block("title") if blocks else None
    return block.render(context) if block else ""


@register.simple_tag
def crumb(label: Any, url_name: str = "", *args: Any) -> SafeString:
    """A step of the way to this page; without an address it is only a word."""
    url = _address(url_name, *args) if url_name else ""
    if url:
        return format_html('<li><a href="{}">{}</a></li>', url, label)
    return format_html("<li>{}</li>", label)


@register.simple_tag
def gap(code: str) -> SafeString:
    """Where the policy is silent, the page says so and leads to the register of policy issues.

    Where the PMO has ruled, it says that instead; where it left the issue as it is, nothing.
    """
    standing = standing_of_gap(str(code))
    if standing == IssueState.DISMISSED:
        return SafeString("")
    is_ruled = standing == IssueState.RULED
    text = format_html("{} · {}", _("By ruling") if is_ruled else _("Policy unclear"), code)
    kind = "c-ruled" if is_ruled else "c-gap"
    url = _address("governance:issue-detail", str(code).removeprefix("G"))
    if url:
        return format_html('<a class="c-badge {}" href="{}" data-panel>{}</a>', kind, url, text)
    return format_html('<span class="c-badge {}">{}</span>', kind, text)


def _query_of(context: RequestContext) -> QueryDict:
    request = context.get("request")
    return request.GET.copy() if request else QueryDict(mutable=True)


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: Any) -> str:
    """The present query string with some values changed; None removes one."""
    found = _query_of(context)
    for key, value in changes.items():
        found.pop(key, None)
        if value not in {None, ""}:
            found[key] = str(value)
    return f"?{found.urlencode()}"


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: RequestContext, page: Page, param: str = "page") -> dict[str, Any]:
    """A list shows which part of how many rows it is; nothing where all fit on one page."""
    found = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    places = [
        {"text": place, "url": query(context, **{param: place}) if isinstance(place, int) else ""}
        for place in found
    ]
    before = query(context, **{param: page.number - 1}) if page.has_previous() else ""
    after = query(context, **{param: page.number + 1}) if page.has_next() else ""
    return {"page": page, "places": places, "before": before, "after": after}


@register.inclusion_tag("components/exports.html", takes_context=True)
def exports(context: RequestContext) -> dict[str, str]:
    """Every list is offered as a file with the filter it stands under; no page is left out of it."""
    return {form: query(context, format=form, page=None) for form in FORMATS}


@register.inclusion_tag("components/sort_th.html", takes_context=True)
def sort_th(context: RequestContext, key: str, label: Any, **options: Any) -> dict[str, Any]:
    """A column head that sorts: first upwards, then downwards; the way is in the address."""
    at = _query_of(context).get("sort", options.get("default", ""))
    order = {key: "ascending", f"-{key}": "descending"}.get(at, "none")
    target = f"-{key}" if order == "ascending" else key
    url = query(context, sort=target, page=None)
    return {"label": label, "order": order, "url": url, "numeric": options.get("numeric", False)}


# --- acts ------------------------------------------------------------------------------------------


def _step_address(prefix: str, step: Step, pk: Any) -> str:
    own = _address(f"{prefix}-{step.name.replace('_', '-')}", pk)
    return own or reverse(f"{prefix}-step", args=(pk, step.name))


@register.inclusion_tag("components/steps.html", takes_context=True)
def step_buttons(context: RequestContext, row: Any, steps: Any, prefix: str) -> dict[str, Any]:
    """The open steps of a row as buttons: what the table of states allows, and nothing else."""
    ready = [
        {"step": step, "label": step.label, "url": _step_address(prefix, step, row.pk)}
        for step in steps
    ]
    return {"row": row, "steps": ready, "csrf_token": context.get("csrf_token", "")}


# --- forms -----------------------------------------------------------------------------------------


@register.filter
def control(field: BoundField) -> SafeString:
    """A widget gets the class of its kind; errors and help are tied to it by Django itself."""
    widget = field.field.widget
    if isinstance(widget, DateInput) and widget.attrs.get("type") == "date":
        # A browser's own date field reads one spelling only, whatever the language of the page.
        widget.format = "%Y-%m-%d"
    if isinstance(widget, CheckboxInput):
        cls = "form-check-input"
    elif isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        return field.as_widget()
    else:
        cls = "form-select" if isinstance(widget, Select) else "form-control"
        _say_what_empty_means(field)
    given = widget.attrs.get("class", "")
    bad = "is-invalid" if field.errors else ""
    return field.as_widget(attrs={"class": f"{given} {cls} {bad}".strip()})


def _say_what_empty_means(field: BoundField) -> None:
    """Instead of a row of dashes a list says that something has to be chosen, or that nothing has been."""
    dashes = BLANK_CHOICE_DASH[0][1]
    empty = _("please choose") if field.field.required else "–"
    if isinstance(field.field, ModelChoiceField):
        if field.field.empty_label == dashes:
            field.field.empty_label = empty
    elif isinstance(field.field, ChoiceField):
        field.field.choices = [
            (value, empty if name == dashes else name) for value, name in field.field.choices
        ]


@register.filter
def is_check(field: BoundField) -> bool:
    """A single tick box stands before its label, everything else below it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_group(field: BoundField) -> bool:
    """Several boxes under one question need a group with a name, not a label."""
    return isinstance(field.field.widget, CheckboxSelectMultiple | RadioSelect)


# --- drawings --------------------------------------------------------------------------------------

WIDE, HIGH, EDGE = 104, 24, 3


def _pieces(points: list[tuple[float, float] | None]) -> list[str]:
    pieces: list[list[str]] = [[]]
    for point in points:
        if point is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{point[0]:.1f},{point[1]:.1f}")
    return [" ".join(piece) for piece in pieces if piece]


@register.inclusion_tag("components/sparkline.html")
def sparkline(values: Any, target: Any = None, tone: str = "", label: Any = "") -> dict[str, Any]:
    """The last values as a small line: gaps stay gaps, the target is a dashed line, the end a dot."""
    numbers = [None if value is None else float(value) for value in values]
    known = [value for value in numbers if value is not None]
    aim = None if target is None else float(target)
    if not known:
        return {"empty": True, "label": label}
    reach = [*known, aim] if aim is not None else known
    low, high = min(reach), max(reach)
    step = (WIDE - 2 * EDGE) / max(len(numbers) - 1, 1)

    def height(value: float) -> float:
        if high == low:
            return HIGH / 2
        return EDGE + (HIGH - 2 * EDGE) * (high - value) / (high - low)

    points = [
        None if value is None else (EDGE + place * step, height(value))
        for place, value in enumerate(numbers)
    ]
    last = next(point for point in reversed(points) if point)
    return {
        "pieces": _pieces(points),
        "x": f"{last[0]:.1f}",
        "y": f"{last[1]:.1f}",
        "aim": None if aim is None else f"{height(aim):.1f}",
        "tone": tone,
        "label": label,
    }


@register.filter
def initial(person: Any) -> str:
    """The first character of a name, for the round sign beside it."""
    return (getattr(person, "name", "") or str(person) or "?")[:1].upper()


@register.filter
def weekday_letters(day: date) -> str:
    """A weekday in one or two letters: 一 … 日, Mo … Su."""
    return str((_("Mo"), _("Tu"), _("We"), _("Th"), _("Fr"), _("Sa"), _("Su"))[day.weekday()])
