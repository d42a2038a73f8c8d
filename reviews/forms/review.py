"""What people write about a review, as it arrives from the page (6.4.3)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.fields import DayField
from governance.lib.periods import BadPeriod, Quarter
from governance.lib.widgets import DayInput
from governance.states import Attendance
from reviews.selectors.item import OVERDUE, ItemChoice
from reviews.selectors.review import ReviewChoice
from reviews.services.item import ItemText
from reviews.services.meeting import Came, Meeting
from reviews.services.review import ReportText
from reviews.states import ItemState, ReviewKind, ReviewState

ANY = [("", _("all"))]


class MomentInput(forms.DateTimeInput):
    """A day and a time in the browser's own picker, which takes ISO only."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


def long_text(label, *, rows=3, required=False, help_text=""):
    """A text of several lines."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=8000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ReviewFilterForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=[*ANY, *ReviewKind.choices], required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[*ANY, *ReviewState.choices], required=False
    )
    period = forms.CharField(label=_("Period"), max_length=7, required=False)
    sort = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def chosen(self):
        """What can be read of an address is used, what cannot is left out."""
        self.is_valid()
        return ReviewChoice(**self.cleaned_data)


class ItemFilterForm(forms.Form):
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("not finished")), (OVERDUE, _("overdue")), *ItemState.choices],
        required=False,
    )
    department = forms.ChoiceField(label=_("Department"), choices=ANY, required=False)
    mine = forms.BooleanField(label=_("mine"), required=False)
    sort = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["department"].choices = [*ANY, *departments]

    def chosen(self):
        """What can be read of an address is used, what cannot is left out."""
        self.is_valid()
        return ItemChoice(**self.cleaned_data)


class QuarterForm(forms.Form):
    quarter = forms.CharField(max_length=7)

    def clean_quarter(self):
        try:
            return Quarter.parse(self.cleaned_data["quarter"])
        except BadPeriod as bad:
            raise forms.ValidationError(str(bad)) from bad


class ConveneForm(forms.Form):
    starts_at = forms.DateTimeField(label=_("Begins at"), widget=MomentInput())
    place = forms.CharField(label=_("Place"), max_length=120)
    chair = forms.TypedChoiceField(label=_("Chair"), coerce=int)
    minutes = forms.TypedChoiceField(
        label=_("Minutes kept by"), coerce=int, required=False, empty_value=None
    )
    people = forms.TypedMultipleChoiceField(
        label=_("Invited"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Heads of departments and the specialists who report are ticked."),
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = {row.pk: row for row in people}
        named = [(row.pk, f"{row.name} · {said(row.department)}") for row in people]
        self.fields["people"].choices = named
        self.fields["chair"].choices = named
        self.fields["minutes"].choices = [("", "–"), *named]

    def meeting(self):
        given = self.cleaned_data
        return Meeting(
            given["starts_at"],
            given["place"],
            self.rows[given["chair"]],
            self.rows.get(given["minutes"]),
        )

    def guests(self):
        return [self.rows[key] for key in self.cleaned_data["people"]]


class InviteForm(forms.Form):
    person = forms.TypedChoiceField(label=_("Invite somebody else"), coerce=int)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = {row.pk: row for row in people}
        self.fields["person"].choices = [
            (row.pk, f"{row.name} · {said(row.department)}") for row in people
        ]

    def guest(self):
        return self.rows[self.cleaned_data["person"]]


class CameForm(forms.Form):
    """One invited person; a page holds as many as were invited, each with a prefix."""

    attendance = forms.ChoiceField(
        label=_("Attendance"), choices=[("", "–"), *Attendance.choices], required=False
    )
    reason = forms.CharField(label=_("Reason of absence"), max_length=200, required=False)

    def came(self):
        return Came(self.cleaned_data["attendance"], self.cleaned_data["reason"])


class HoldForm(forms.Form):
    began_at = forms.DateTimeField(label=_("Began"), widget=MomentInput())
    ended_at = forms.DateTimeField(label=_("Ended"), widget=MomentInput())


class DiscussionForm(forms.Form):
    text = long_text(_("Notes of the discussion"))


class ReportForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    problems = long_text(_("Problems"), rows=4)
    directions = long_text(_("Direction of improvement"), rows=4)
    suitability = long_text(
        _("Suitability"), rows=2, help_text=_("Does the framework still suit what we do?")
    )
    adequacy = long_text(
        _("Adequacy"), rows=2, help_text=_("Does it cover what the policy and the standards ask?")
    )
    effectiveness = long_text(
        _("Effectiveness"), rows=2, help_text=_("Did it reach the goals of the period?")
    )
    decisions = long_text(_("Decisions"), rows=3)
    no_items_reason = forms.CharField(
        label=_("No items of improvement, because"),
        max_length=300,
        required=False,
        help_text=_("Only where the report names none; otherwise leave it empty."),
    )

    def text(self):
        return ReportText(
            **{name: value for name, value in self.cleaned_data.items() if name != "seen"}
        )


class ItemForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = long_text(_("Item of improvement"), required=True)
    process = forms.TypedChoiceField(
        label=_("Process"), coerce=int, required=False, empty_value=None
    )
    department = forms.TypedChoiceField(
        label=_("Responsible department"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_(
            "Department (6.4.3), person, due date and way of verification may follow; without them the report cannot be signed."
        ),
    )
    responsible = forms.TypedChoiceField(
        label=_("Responsible person"), coerce=int, required=False, empty_value=None
    )
    due_on = DayField(label=_("Due date"), widget=DayInput(), required=False)
    verification = forms.CharField(label=_("How it is verified"), max_length=300, required=False)

    def __init__(self, *args, processes, departments, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = {
            "process": {row.pk: row for row in processes},
            "department": {row.pk: row for row in departments},
            "responsible": {row.pk: row for row in people},
        }
        empty = ("", "–")
        for name in ("process", "department"):
            self.fields[name].choices = [
                empty,
                *((key, said(row)) for key, row in self.rows[name].items()),
            ]
        self.fields["responsible"].choices = [
            empty,
            *((key, row.name) for key, row in self.rows["responsible"].items()),
        ]

    def item(self):
        given = self.cleaned_data
        picked = {name: rows.get(given[name]) for name, rows in self.rows.items()}
        return ItemText(
            given["text"],
            **picked,
            due_on=given["due_on"],
            verification=given["verification"],
        )
