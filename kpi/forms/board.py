"""The filter of the collection board, read from its address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.periods import BadPeriod, Week
from kpi.selectors.board import CELL_STATES, DEFAULT_WEEKS, BoardFilter
from kpi.selectors.board_page import PARTS

SPANS = (4, 8, 13, 26)
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
