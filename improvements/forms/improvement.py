"""What people write about an improvement, as it arrives from the page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.fields import DayField, WholeField
from governance.lib.widgets import DayInput
from improvements.selectors.improvement import OVERDUE, RegisterChoice
from improvements.services.improvement import NewImprovement, PlanText
from improvements.states import Source, Stage

ANY = [("", _("all"))]
NONE = ("", "–")


class RegisterFilterForm(forms.Form):
    stage = forms.ChoiceField(
        label=_("Stage"),
        choices=[*ANY, (OVERDUE, _("overdue")), *Stage.choices],
        required=False,
    )
    process = forms.ChoiceField(label=_("Process"), choices=ANY, required=False)
    department = forms.ChoiceField(label=_("Department"), choices=ANY, required=False)
    source = forms.ChoiceField(
        label=_("Where it comes from"), choices=[*ANY, *Source.choices], required=False
    )
    mine = forms.BooleanField(label=_("mine"), required=False)
    sort = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, processes, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["process"].choices = [*ANY, *processes]
        self.fields["department"].choices = [*ANY, *departments]

    def chosen(self):
        """What can be read of an address is used, what cannot is left out."""
        self.is_valid()
        return RegisterChoice(**self.cleaned_data)


class ImprovementForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=160)
    source = forms.ChoiceField(label=_("Where it comes from"), choices=Source.choices)
    source_note = forms.CharField(
        label=_("What is cited"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Where there is no record to cite: what it was, when, and where it is written."
        ),
    )
    problem = forms.CharField(
        label=_("Problem or opportunity"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    process = forms.TypedChoiceField(label=_("Process"), coerce=int)
    department = forms.TypedChoiceField(label=_("Responsible department"), coerce=int)
    owner = forms.TypedChoiceField(label=_("Responsible person"), coerce=int)

    def __init__(self, *args, processes, departments, people, cited, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = {
            "process": {row.pk: row for row in processes},
            "department": {row.pk: row for row in departments},
            "owner": {row.pk: row for row in people},
        }
        self.cited = cited
        # Nobody is made responsible because they stand first in a list.
        self.fields["process"].choices = [NONE, *((row.pk, said(row)) for row in processes)]
        self.fields["department"].choices = [NONE, *((row.pk, said(row)) for row in departments)]
        self.fields["owner"].choices = [NONE, *((row.pk, str(row)) for row in people)]
        if cited:
            del self.fields["source"]
            del self.fields["source_note"]
        else:
            free = (Source.PRACTICE,)
            self.fields["source"].choices = [
                (code, label) for code, label in Source.choices if code in free
            ]
            self.fields["source_note"].required = True

    def new(self):
        given = self.cleaned_data
        picked = {name: rows[given[name]] for name, rows in self.rows.items()}
        source = {**self.cited} or {
            "source": given["source"],
            "source_note": given["source_note"],
        }
        return NewImprovement(title=given["title"], problem=given["problem"], **picked, **source)


class PlanForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    goal = forms.CharField(
        label=_("Goal"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What will be different, in numbers where there are any."),
    )
    indicator = forms.TypedChoiceField(
        label=_("Indicator it shows in"), coerce=int, required=False, empty_value=None
    )
    due_on = DayField(label=_("Due date"), widget=DayInput())

    def __init__(self, *args, indicators, **kwargs):
        super().__init__(*args, **kwargs)
        self.indicators = {row.pk: row for row in indicators}
        self.fields["indicator"].choices = [
            ("", "–"),
            *((row.pk, f"{row.code} {said(row)}") for row in indicators),
        ]

    def text(self):
        given = self.cleaned_data
        return PlanText(given["goal"], self.indicators.get(given["indicator"]), given["due_on"])


class GradeForm(forms.Form):
    is_major = forms.TypedChoiceField(
        label=_("Major or ordinary"),
        coerce=lambda text: text == "yes",
        choices=[("no", _("ordinary")), ("yes", _("major: the committee decides"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("What has happened"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    percent = WholeField(label=_("Done, in per cent"), min_value=0, max_value=100, required=False)
