"""The filter of the collection board, read from its address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.periods import BadPeriod, Week
from kpi.selectors.board import CELL_STATES, DEFAULT_WEEKS, BoardFilter

SPANS = (4, 8, 13, 26)
TEMPLATE_SPANS = (1, 2, 4, 8, 12)


class BoardFilterForm(forms.Form):
    to = forms.CharField(label=_("Up to week"), required=False, max_length=8)
    weeks = forms.TypedChoiceField(
        label=_("Weeks"), choices=[(n, n) for n in SPANS], coerce=int, required=False
    )
    department = forms.TypedChoiceField(
        label=_("Department"), coerce=int, required=False, empty_value=None
    )
    process = forms.TypedChoiceField(
        label=_("Process"), coerce=int, required=False, empty_value=None
    )
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, data, *, last, departments, processes, words):
        super().__init__(data)
        self.last = last
        self.fields["to"].widget.attrs |= {
            "placeholder": last.label,
            "class": "form-control form-control-sm",
        }
        self.fields["department"].choices = [("", _("all")), *departments]
        self.fields["process"].choices = [("", _("all")), *processes]
        self.fields["state"].choices = [
            ("", _("all")),
            *((code, words[code]) for code in CELL_STATES),
        ]
        for name in ("weeks", "department", "process", "state"):
            self.fields[name].widget.attrs["class"] = "form-select form-select-sm"
        self.initial |= {"weeks": DEFAULT_WEEKS}

    def clean_to(self):
        try:
            week = Week.parse(self.cleaned_data["to"]) if self.cleaned_data["to"] else self.last
        except BadPeriod as bad:
            raise forms.ValidationError(str(bad)) from bad
        return min(week, self.last.next())

    def wanted(self):
        """What was asked for; an unreadable part of the address counts as not given."""
        self.is_valid()
        given = self.cleaned_data if self.is_bound else {}
        return BoardFilter(
            last=given.get("to") or self.last,
            weeks=given.get("weeks") or DEFAULT_WEEKS,
            department=given.get("department"),
            process=given.get("process"),
            state=given.get("state") or "",
        )


class TemplateForm(forms.Form):
    """Which weeks of which department a template is to hold."""

    department = forms.TypedChoiceField(label=_("Department"), coerce=int)
    count = forms.TypedChoiceField(
        label=_("Weeks"), choices=[(n, n) for n in TEMPLATE_SPANS], coerce=int
    )

    def __init__(self, data, *, departments):
        super().__init__(data)
        self.fields["department"].choices = [(row.pk, said(row)) for row in departments]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select form-select-sm"
        self.initial |= {"count": 1}

    def weeks(self, last):
        """The weeks up to the last one that is over, earliest first."""
        weeks = [last]
        while len(weeks) < self.cleaned_data["count"]:
            weeks.append(weeks[-1].previous())
        return weeks[::-1]
