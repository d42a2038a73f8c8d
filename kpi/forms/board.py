"""The filter of the collection board, read from its address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.periods import BadPeriod, Week
from kpi.selectors.board import CELL_STATES, DEFAULT_WEEKS, BoardFilter
from kpi.selectors.board_page import PARTS

SPANS = (4, 8, 13, 26)
TEMPLATE_SPANS = (1, 2, 4, 8, 12)
ANY = ("", _("all"))
SMALL = {"class": "form-select form-select-sm"}


class SpanForm(forms.Form):
    """Which weeks the board shows; what else can be chosen depends on them."""

    to = forms.CharField(label=_("Up to week"), required=False, max_length=8)
    weeks = forms.TypedChoiceField(
        label=_("Weeks"), choices=[(n, n) for n in SPANS], coerce=int, required=False
    )

    def __init__(self, data, *, last, **kwargs):
        super().__init__(data, **kwargs)
        self.last = last
        self.fields["to"].widget.attrs |= {
            "placeholder": last.label,
            "class": "form-control form-control-sm",
        }
        self.fields["weeks"].widget.attrs |= SMALL
        self.initial |= {"weeks": DEFAULT_WEEKS}

    def clean_to(self):
        try:
            week = Week.parse(self.cleaned_data["to"]) if self.cleaned_data["to"] else self.last
        except BadPeriod as bad:
            raise forms.ValidationError(str(bad)) from bad
        return min(week, self.last.next())

    def given(self):
        """What could be read; an unreadable part of the address counts as not given."""
        self.is_valid()
        return self.cleaned_data if self.is_bound else {}

    def wanted(self):
        given = self.given()
        return BoardFilter(
            last=given.get("to") or self.last, weeks=given.get("weeks") or DEFAULT_WEEKS
        )


class BoardFilterForm(SpanForm):
    """Everything the board can be narrowed by; a project only where projects are reported."""

    department = forms.TypedChoiceField(
        label=_("Department"), coerce=int, required=False, empty_value=None
    )
    process = forms.TypedChoiceField(
        label=_("Process"), coerce=int, required=False, empty_value=None
    )
    person = forms.TypedChoiceField(
        label=_("Specialist"), coerce=int, required=False, empty_value=None
    )
    project = forms.TypedChoiceField(
        label=_("Project"), coerce=int, required=False, empty_value=None
    )
    state = forms.ChoiceField(label=_("State"), required=False)
    mine = forms.BooleanField(label=_("Mine to decide"), required=False)

    def __init__(self, data, *, last, choices, words, may_accept):
        super().__init__(data, last=last)
        for part in PARTS:
            self.fields[part].choices = [ANY, *choices[part]]
        self.fields["state"].choices = [ANY, *((code, words[code]) for code in CELL_STATES)]
        for name in (*PARTS, "state"):
            self.fields[name].widget.attrs |= SMALL
        if not choices["project"]:
            del self.fields["project"]
        if not may_accept:
            del self.fields["mine"]

    def wanted(self):
        given = self.given()
        return BoardFilter(
            last=given.get("to") or self.last,
            weeks=given.get("weeks") or DEFAULT_WEEKS,
            state=given.get("state") or "",
            is_mine=bool(given.get("mine")),
            **{part: given.get(part) for part in PARTS},
        )


class TemplateForm(forms.Form):
    """Which weeks of which department a template is to hold."""

    department = forms.TypedChoiceField(label=_("Department"), coerce=int)
    count = forms.TypedChoiceField(
        label=_("Weeks"), choices=[(n, n) for n in TEMPLATE_SPANS], coerce=int
    )

    def __init__(self, data, *, departments):
        super().__init__(data)
        self.fields["department"].choices = departments
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select form-select-sm"
        self.initial |= {"count": 1}

    def weeks(self, last):
        """The weeks up to the last one that is over, earliest first."""
        weeks = [last]
        while len(weeks) < self.cleaned_data["count"]:
            weeks.append(weeks[-1].previous())
        return weeks[::-1]
