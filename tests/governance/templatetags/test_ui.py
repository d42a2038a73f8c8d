"""Numbers, times, lights and lists as readers see them."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.db.models.fields import BLANK_CHOICE_DASH
from django.template import Context, Template
from django.utils import translation

from governance.models import Department
from governance.states import ISSUE_STEPS
from governance.templatetags.acts import act
from governance.templatetags.icons import ICONS, UnknownIcon, icon
from governance.templatetags.lights import LIGHTS, light
from governance.templatetags.ui import due_note, number, percent, signed, sparkline

NOON = datetime(2026, 2, 16, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def shown(text, rf, query="", **values):
    values["request"] = rf.get(f"/{query}")
    return Template("{% load ui icons %}" + text).render(Context(values))


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Decimal("1234567.5"), None, "1,234,567.5"),
        (Decimal("98.50"), 2, "98.50"),
        (Decimal("0.125"), 2, "0.13"),
        (Decimal("-3.4"), 1, "−3.4"),
        (0, 0, "0"),
        (None, 2, "–"),
        ("", 2, "–"),
        ("n/a", 2, "–"),
        (1000, None, "1,000"),
    ],
)
def test_number_is_grouped_and_a_gap_is_a_dash(value, decimals, text):
    assert number(value, decimals) == text


def test_percent_and_difference_carry_their_signs():
    assert [
        percent(Decimal("98.6")),
        percent(None),
        signed(Decimal("1.2"), 1),
        signed(Decimal(-1), 1),
        signed(0),
    ] == [
        "98.6%",
        "–",
        "+1.2",
        "−1.0",
        "0",
    ]


@pytest.mark.parametrize(
    ("due", "done", "tone", "text"),
    [
        (NOON + timedelta(days=3), None, "later", "in 3 days"),
        (NOON + timedelta(hours=3), None, "soon", "in 3 hours"),
        (NOON - timedelta(minutes=1), None, "late", "1 minute overdue"),
        (NOON, NOON - timedelta(hours=1), "done", "in time"),
        (NOON, NOON + timedelta(hours=30), "late", "30 hours late"),
    ],
)
def test_due_time_says_how_far_it_is(due, done, tone, text):
    assert due_note(due, NOON, done) == {"tone": tone, "text": text}


def test_every_light_has_a_shape_of_its_own_within_its_group():
    verdicts = ["met", "watch", "missed", "no_sample", "missing"]

    assert len({LIGHTS[code].shape for code in verdicts}) == len(verdicts)


def test_unknown_code_is_not_shown_as_anything_known():
    assert light("whatever").word == "unknown"


def test_icon_is_silent_and_named_from_the_list():
    drawn = icon("plus", cls='x" onload="y')

    assert 'aria-hidden="true"' in drawn
    assert 'onload="' not in drawn
    with pytest.raises(UnknownIcon):
        icon("../../../etc/passwd")


def test_every_listed_icon_exists(settings):
    folder = settings.NODE_MODULES / "@tabler" / "icons" / "icons" / "outline"
    if not folder.is_dir():
        pytest.skip("needs node_modules")

    assert [name for name in sorted(ICONS) if not (folder / f"{name}.svg").is_file()] == []


def test_every_icon_a_template_asks_for_is_listed(settings):
    asked = {
        name
        for path in (settings.ROOT / "templates").rglob("*.html")
        for name in re.findall(
            r"""(?:{% icon |\bicon=)["']([^"']+)["']""", path.read_text(encoding="utf-8")
        )
    }

    assert asked - ICONS == set()


def test_act_speaks_through_the_table_of_steps():
    rule = next(step for step in ISSUE_STEPS if step.name == "rule")

    assert act("governance.rule_policyissue") == str(rule.label)
    assert act("governance.sign_in") == "signed in"
    assert act("kpi.accept_submission") == "accepted the week"
    assert act("nowhere.do_something") == "do something"


def test_pager_keeps_the_filters(rf):
    page = Paginator(range(95), 10).page(3)

    text = shown("{% pager page %}", rf, "?process=slm&page=3", page=page)

    assert "21–30 of 95" in text
    assert 'href="?process=slm&amp;page=4"' in text
    assert 'aria-current="page">3<' in text


def test_pager_of_nothing_is_nothing(rf):
    assert shown("{% pager page %}", rf, page=Paginator([], 10).page(1)).strip() == ""


@pytest.mark.parametrize(
    ("at", "order", "link"),
    [("", "none", "name"), ("name", "ascending", "-name"), ("-name", "descending", "name")],
)
def test_column_sorts_up_then_down(rf, at, order, link):
    text = shown("{% sort_th 'name' 'Name' %}", rf, f"?q=1&page=7&sort={at}")

    assert f'aria-sort="{order}"' in text
    assert f'href="?q=1&amp;sort={link}"' in text


def test_gap_names_the_issue(rf):
    assert "G26" in shown("{% gap 'G26' %}", rf)


def test_text_of_people_is_never_markup(rf):
    evil = "<script>alert(1)</script>"

    text = shown("{% crumb label %}{% gap label %}", rf, label=evil)

    assert "<script>" not in text


def test_sparkline_breaks_at_gaps():
    drawn = sparkline([1, 2, None, 4, 5], target=3)

    assert len(drawn["pieces"]) == 2
    assert sparkline([None, None])["empty"]
    assert sparkline([7])["pieces"] == ["3.0,12.0"]


class ChoiceForm(forms.Form):
    needed = forms.TypedChoiceField(choices=[*BLANK_CHOICE_DASH, ("a", "A")])
    left = forms.ChoiceField(choices=[*BLANK_CHOICE_DASH, ("a", "A")], required=False)
    own = forms.ChoiceField(choices=[("", "all"), ("a", "A")], required=False)
    row = forms.ModelChoiceField(Department.objects.none())
    rest = forms.ModelChoiceField(Department.objects.none(), required=False)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("needed", "please choose"),
        ("left", "–"),
        ("own", "all"),
        ("row", "please choose"),
        ("rest", "–"),
    ],
)
def test_an_empty_choice_says_what_it_means(name, says, rf):
    drawn = shown("{{ field|control }}", rf, field=ChoiceForm()[name])
    assert re.findall(r'<option value=""[^>]*>([^<]*)<', drawn) == [says]


def test_a_label_begins_with_a_capital(rf):
    field = forms.CharField(label="last day of the leaver")
    form = type("LeaverForm", (forms.Form,), {"day": field})()
    drawn = shown(
        '{% include "components/field.html" with field=field only %}', rf, field=form["day"]
    )
    assert ">Last day of the leaver<" in drawn
