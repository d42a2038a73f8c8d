"""Measures, and how the effect will be compared, as they arrive from the page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.fields import DayField, NumberField
from governance.lib.widgets import DayInput
from improvements.services.measure import MeasureText
from improvements.services.verification import Comparing
from improvements.states import Effect, MeasureKind


class MeasureForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=MeasureKind.choices)
    text = forms.CharField(
        label=_("Measure"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    cause = forms.TypedChoiceField(
        label=_("Confirmed cause"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Containment needs none; every other measure addresses one."),
    )
    responsible = forms.TypedChoiceField(label=_("Responsible person"), coerce=int)
    starts_on = DayField(label=_("From"), required=False, widget=DayInput())
    due_on = DayField(label=_("Until"), widget=DayInput())

    def __init__(self, *args, causes, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.causes = {row.pk: row for row in causes}
        self.people = {row.pk: row for row in people}
        self.fields["cause"].choices = [("", "–"), *((row.pk, row.text) for row in causes)]
        self.fields["responsible"].choices = [(row.pk, str(row)) for row in people]

    def given(self):
        data = self.cleaned_data
        return MeasureText(
            kind=data["kind"],
            text=data["text"],
            responsible=self.people[data["responsible"]],
            due_on=data["due_on"],
            starts_on=data["starts_on"],
            cause=self.causes.get(data["cause"]),
        )


class ComparingForm(forms.Form):
    indicator = forms.TypedChoiceField(label=_("Indicator"), coerce=int)
    before_start = DayField(label=_("Before: from"), widget=DayInput())
    before_end = DayField(label=_("Before: until"), widget=DayInput())
    after_start = DayField(label=_("After: from"), widget=DayInput())
    after_end = DayField(label=_("After: until"), widget=DayInput())
    expected = NumberField(
        label=_("Expected change"),
        max_digits=20,
        decimal_places=6,
        help_text=_("With its sign: −10 for ten less. Shares: percentage points."),
    )
    is_relative = forms.TypedChoiceField(
        label=_("Measured in"),
        coerce=lambda text: text == "yes",
        choices=[("no", _("the indicator's own unit")), ("yes", _("per cent of the value before"))],
        required=False,
    )
    reason = forms.CharField(label=_("Why these windows"), max_length=300, required=False)

    def __init__(self, *args, indicators, **kwargs):
        super().__init__(*args, **kwargs)
        self.indicators = {row.pk: row for row in indicators}
        self.fields["indicator"].choices = [
            (row.pk, f"{row.code} {said(row)}") for row in indicators
        ]

    def given(self):
        data = {**self.cleaned_data}
        data["indicator"] = self.indicators[data["indicator"]]
        data["is_relative"] = bool(data["is_relative"])
        return Comparing(**data)


class EffectForm(forms.Form):
    effect = forms.ChoiceField(
        label=_("Verdict on the effect"), choices=Effect.choices, widget=forms.RadioSelect
    )
    goes_on = forms.TypedChoiceField(
        label=_("If partly effective"),
        coerce=lambda text: text == "yes",
        choices=[("yes", _("go on to solidify")), ("no", _("identify anew"))],
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed where the verdict is not the one proposed, and for partly effective."),
    )

    def __init__(self, *args, is_watch=False, **kwargs):
        super().__init__(*args, **kwargs)
        # What is closed stays closed: the look again says what came back and moves nothing.
        if is_watch:
            del self.fields["goes_on"]
            self.fields["reason"].help_text = _("Needed where the verdict is not the one proposed.")
