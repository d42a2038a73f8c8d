"""Feedback of customers, as it arrives from the page (R18, G24)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.fields import DayField
from governance.lib.widgets import DayInput
from reviews.forms.review import ANY, MomentInput, long_text
from reviews.selectors.feedback import MAJOR, FeedbackChoice
from reviews.services.feedback import NewFeedback
from reviews.states import FeedbackKind, FeedbackState


class FeedbackFilterForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[*ANY, (MAJOR, _("major complaint")), *FeedbackKind.choices],
        required=False,
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[*ANY, *FeedbackState.choices], required=False
    )
    process = forms.ChoiceField(label=_("Process"), choices=ANY, required=False)
    department = forms.ChoiceField(label=_("Department"), choices=ANY, required=False)
    since = DayField(label=_("Received from"), widget=DayInput(), required=False)
    until = DayField(label=_("Received until"), widget=DayInput(), required=False)
    sort = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, processes, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["process"].choices = [*ANY, *processes]
        self.fields["department"].choices = [*ANY, *departments]

    def chosen(self):
        """What can be read of an address is used, what cannot is left out."""
        self.is_valid()
        return FeedbackChoice(**self.cleaned_data)


class PickingForm(forms.Form):
    """A form in which rows are picked by key; `rows` holds them by field."""

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = {name: {row.pk: row for row in found} for name, found in rows.items()}
        for name, found in self.rows.items():
            field = self.fields[name]
            choices = [(key, self.name_of(row)) for key, row in found.items()]
            field.choices = choices if field.required else [("", "–"), *choices]

    @staticmethod
    def name_of(row):
        return said(row, "title") if hasattr(row, "title") else said(row)

    def picked(self):
        return {
            **self.cleaned_data,
            **{name: rows.get(self.cleaned_data[name]) for name, rows in self.rows.items()},
        }


def pick(label, *, required=False):
    """A choice among rows by their key."""
    return forms.TypedChoiceField(label=label, coerce=int, required=required, empty_value=None)


class FeedbackForm(PickingForm):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=FeedbackKind.choices, widget=forms.RadioSelect
    )
    text = long_text(_("What was said"), rows=4, required=True)
    received_at = forms.DateTimeField(label=_("Received"), widget=MomentInput())
    channel = forms.CharField(
        label=_("Channel"), max_length=60, required=False, help_text=_("Phone, mail, visit …")
    )
    customer = forms.CharField(
        label=_("Customer"),
        max_length=120,
        required=False,
        help_text=_("Only those who answer see it; lists, files and the interface leave it out."),
    )
    process = pick(_("Process"))
    project = pick(_("Project"))
    department = pick(_("Department that answers"))

    def new(self):
        return NewFeedback(**self.picked())


class MajorForm(forms.Form):
    is_major = forms.TypedChoiceField(
        label=_("Major or ordinary"),
        coerce=lambda text: text == "yes",
        choices=[("no", _("ordinary")), ("yes", _("major"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
