"""Beginning a report by hand, and laying out a kind of report, as they arrive from the page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.periods import BadPeriod, parse_period
from kpi.selectors.report_name import project_name
from kpi.selectors.report_outline import CADENCES
from kpi.services.report import LONGEST_TEXT
from kpi.services.report_outline import Layout
from kpi.states import SERVICE_REPORTS, Grain, ReportKind


class ReportForm(forms.Form):
    """Kind, period and, where the company uses projects, project."""

    kind = forms.ChoiceField(label=_("Kind of report"), choices=ReportKind.choices)
    period = forms.ChoiceField(label=_("Period"))
    project = forms.TypedChoiceField(
        label=_("Project"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Only SLA and service reports are written per project."),
    )

    def __init__(self, *args, groups, projects, **kwargs):
        super().__init__(*args, **kwargs)
        self.projects = projects
        self.fields["period"].choices = [
            (Grain(group.grain).label, [(each.label, each.display()) for each in group.periods])
            for group in groups
        ]
        if projects:
            self.fields["project"].choices = [
                ("", _("the whole company")),
                *((row.pk, project_name(row)) for row in projects),
            ]
        else:
            del self.fields["project"]

    def clean_period(self):
        try:
            return parse_period(self.cleaned_data["period"])
        except BadPeriod as bad:
            raise forms.ValidationError(str(bad)) from bad

    def chosen_project(self):
        chosen = self.cleaned_data.get("project")
        return next((row for row in self.projects if row.pk == chosen), None)


class FindingForm(forms.Form):
    """Cause of an abnormal figure and what is proposed."""

    cause = forms.CharField(
        label=_("Cause"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    proposal = forms.CharField(
        label=_("Proposed improvement"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OutlineForm(forms.Form):
    """What a kind of report shows, to whom it goes, and whether the clock drafts it."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    cadence = forms.ChoiceField(
        label=_("Drafted by the clock"),
        required=False,
        help_text=_("The policy asks for no rhythm; without one the report is drafted by hand."),
    )
    recipients = forms.CharField(
        label=_("Recipients"),
        required=False,
        max_length=300,
        help_text=_("The policy does not say who receives this report."),
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    scope = forms.CharField(
        label=_("Scope"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    indicators = forms.MultipleChoiceField(
        label=_("Indicators"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args, kind, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cadence"].choices = [
            ("", _("by hand")),
            *((grain, Grain(grain).label) for grain in CADENCES[kind]),
        ]
        if kind in SERVICE_REPORTS:
            self.fields["indicators"].choices = choices
        else:
            # A compilation shows every indicator, and says itself what it is for.
            for name in ("indicators", "purpose", "scope", "recipients"):
                del self.fields[name]

    def layout(self):
        given = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return Layout(**{**given, "indicators": tuple(given.get("indicators", ()))})
