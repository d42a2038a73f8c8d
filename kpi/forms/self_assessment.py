"""What people choose and write about a self-assessment, as it arrives from the page (R66)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.fields import WholeField
from kpi.selectors.assessment_page import AssessmentChoice
from kpi.services.assessed_item import Judgement
from kpi.services.self_assessment import NewAssessment
from kpi.states import AssessmentScope, AssessmentState, ItemVerdict

ANY = [("", _("all"))]


def long_text(label, *, rows=4, required=False, help_text=""):
    """A text of several lines."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=8000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class AssessmentFilterForm(forms.Form):
    year = forms.CharField(label=_("Year"), max_length=4, required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[*ANY, *AssessmentState.choices], required=False
    )
    scope = forms.ChoiceField(
        label=_("Scope"), choices=[*ANY, *AssessmentScope.choices], required=False
    )
    sort = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def chosen(self):
        """What can be read of an address is used, what cannot is left out."""
        self.is_valid()
        given = self.cleaned_data
        names = ("year", "state", "scope", "sort")
        return AssessmentChoice(**{name: given.get(name, "") for name in names})


class TeamForm(forms.Form):
    assessors = forms.TypedMultipleChoiceField(
        label=_("Assessors"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Nobody judges a process they own, or report as specialist or deputy in that year."
        ),
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {row.pk: row for row in people}
        self.fields["assessors"].choices = [
            (row.pk, f"{row.name} · {said(row.department)}" if row.department else row.name)
            for row in people
        ]

    def team(self):
        return [self.people[key] for key in self.cleaned_data["assessors"]]


class AssessmentForm(TeamForm):
    year = WholeField(label=_("Year"))
    scope = forms.ChoiceField(
        label=_("Scope"), choices=AssessmentScope.choices, widget=forms.RadioSelect
    )
    projects = forms.TypedMultipleChoiceField(
        label=_("Projects"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only where named projects are assessed."),
    )
    purpose = forms.CharField(label=_("Purpose"), max_length=300, required=False)
    field_order = ["year", "scope", "projects", "assessors", "purpose"]

    def __init__(self, *args, projects, **kwargs):
        super().__init__(*args, **kwargs)
        self.projects = {row.pk: row for row in projects}
        self.fields["projects"].choices = [(row.pk, f"{row.code} {said(row)}") for row in projects]
        if not projects:
            del self.fields["projects"]

    def new(self):
        given = self.cleaned_data
        projects = [self.projects[key] for key in given.get("projects", [])]
        return NewAssessment(given["year"], self.team(), given["scope"], projects, given["purpose"])


class JudgeForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=_("Verdict on the item"),
        choices=ItemVerdict.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    remark = long_text(
        _("Remark"), rows=3, help_text=_("Anything but “conforms” says what was seen and why.")
    )

    def judgement(self):
        return Judgement(self.cleaned_data["verdict"], self.cleaned_data["remark"])


class EvidenceForm(forms.Form):
    text = forms.CharField(label=_("Evidence in words"), max_length=300)
    url = forms.CharField(
        label=_("Address of the page or record"),
        max_length=300,
        required=False,
        help_text=_("Begins with “/” for a page of this system, or with “https://”."),
    )


class ConclusionForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    conclusion = long_text(
        _("Conclusion"),
        required=True,
        help_text=_("Whether the framework conforms and is effective."),
    )
    suggestions = long_text(_("Suggestions for improvement"))


class FindingForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    text = long_text(_("Finding"), required=True)
    department = forms.TypedChoiceField(
        label=_("Responsible department"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.departments = {row.pk: row for row in departments}
        self.fields["department"].choices = [
            ("", "–"),
            *((row.pk, said(row)) for row in departments),
        ]

    def place(self):
        return self.departments.get(self.cleaned_data["department"])
