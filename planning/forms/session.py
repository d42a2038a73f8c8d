"""Choosing, planning and recording trainings."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.fields import DayField, NumberField
from governance.lib.widgets import DayInput
from governance.selectors.calendar import local_moment
from planning.selectors.session import TrainingFilter
from planning.services.attendance import Mark
from planning.services.session import TrainingFacts
from planning.states import AttendanceState, SessionState, TrainingMethod, TrainingTest

ANY = [("", _("all"))]
OUTCOMES = [
    ("", "–"),
    (AttendanceState.ATTENDED, _("attended")),
    (AttendanceState.ABSENT, _("absent")),
]
RESULTS = [("", "–"), ("yes", _("passed")), ("no", _("not passed"))]
PASSED = {"": None, "yes": True, "no": False}
RATINGS = [
    (5, _("5 · very useful")),
    (4, _("4 · useful")),
    (3, _("3 · fair")),
    (2, _("2 · of little use")),
    (1, _("1 · of no use")),
]


class SessionFilterForm(forms.Form):
    year = forms.TypedChoiceField(
        label=_("Year"), choices=ANY, required=False, coerce=int, empty_value=None
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[*ANY, *SessionState.choices], required=False
    )
    process = forms.ChoiceField(label=_("Process"), choices=ANY, required=False)
    department = forms.ChoiceField(label=_("Department"), choices=ANY, required=False)
    sort = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, years, processes, departments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [*ANY, *((year, str(year)) for year in years)]
        self.fields["process"].choices = [*ANY, *((row.code, said(row)) for row in processes)]
        self.fields["department"].choices = [*ANY, *((row.code, said(row)) for row in departments)]

    def chosen(self):
        """What can be read of an address is used, what cannot is left out."""
        self.is_valid()
        return TrainingFilter(**self.cleaned_data)


class SessionForm(forms.Form):
    """A training before it takes place. Money is asked only of those who may see it."""

    topic = forms.CharField(label=_("Topic"), max_length=120)
    topic_en = forms.CharField(label=_("Topic in English"), max_length=160, required=False)
    departments = forms.TypedMultipleChoiceField(
        label=_("For the people of"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    processes = forms.TypedMultipleChoiceField(
        label=_("On the processes (their specialists and deputies are invited)"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    people = forms.TypedMultipleChoiceField(
        label=_("And these people"),
        coerce=int,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Hold Ctrl to choose several."),
    )
    planned_on = DayField(label=_("Planned day"), widget=DayInput)
    day = DayField(label=_("Takes place on"), widget=DayInput, required=False)
    clock = forms.TimeField(
        label=_("Begins at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    hours = NumberField(
        label=_("Hours"), min_value=Decimal("0.1"), max_value=999, decimal_places=1, required=False
    )
    method = forms.ChoiceField(label=_("Way"), choices=TrainingMethod.choices)
    place = forms.CharField(label=_("Place or link"), max_length=200, required=False)
    trainer = forms.TypedChoiceField(
        label=_("Trainer of the house"), coerce=int, required=False, empty_value=None
    )
    trainer_name = forms.CharField(label=_("Trainer from outside"), max_length=80, required=False)
    test = forms.ChoiceField(label=_("Test"), choices=TrainingTest.choices)
    assessment = forms.CharField(label=_("Test in words"), max_length=100, required=False)
    pass_score = NumberField(
        label=_("Pass mark"), min_value=0, max_value=9999, decimal_places=1, required=False
    )
    budget = NumberField(
        label=_("Budget (yuan)"), min_value=0, max_digits=14, decimal_places=2, required=False
    )
    department = forms.TypedChoiceField(
        label=_("Responsible department"), coerce=int, required=False, empty_value=None
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, choices, row=None, sees_money=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.found, self.row = choices, row
        for name in ("departments", "processes"):
            rows = choices[name].values()
            self.fields[name].choices = [(each.pk, said(each)) for each in rows]
        people = [(each.pk, _named(each)) for each in choices["people"].values()]
        self.fields["people"].choices = people
        self.fields["trainer"].choices = [("", "–"), *people]
        self.fields["department"].choices = [("", "–"), *self.fields["departments"].choices]
        if not sees_money:
            del self.fields["budget"]

    def clean(self):
        given = super().clean()
        if bool(given.get("day")) != bool(given.get("clock")):
            raise forms.ValidationError(_("Day and time belong together."))
        return given

    def facts(self):
        """What was typed as the facts of a training; what this form does not ask stays as it was."""
        given, row = self.cleaned_data, self.row
        kept = {}
        if row is not None:
            names = ("document", "document_version", "responsible", "audience", "budget")
            kept = {name: getattr(row, name) for name in names}
        if "budget" in self.fields:
            kept["budget"] = given["budget"]
        return TrainingFacts(
            topic=given["topic"].strip(),
            topic_en=given["topic_en"].strip(),
            planned_on=given["planned_on"],
            processes=[self.found["processes"][pk] for pk in given["processes"]],
            departments=[self.found["departments"][pk] for pk in given["departments"]],
            people=[self.found["people"][pk] for pk in given["people"]],
            method=given["method"],
            trainer=self.found["people"].get(given["trainer"]),
            trainer_name=given["trainer_name"].strip(),
            hours=given["hours"],
            starts_at=local_moment(given["day"], given["clock"]) if given.get("day") else None,
            place=given["place"].strip(),
            assessment=given["assessment"].strip(),
            test=given["test"],
            pass_score=given["pass_score"],
            department=self.found["departments"].get(given["department"]),
            **kept,
        )


class PlanAgainForm(forms.Form):
    planned_on = DayField(label=_("New day"), widget=DayInput)
    note = forms.CharField(label=_("Reason"), max_length=300)


class InviteForm(forms.Form):
    people = forms.TypedMultipleChoiceField(
        label=_("Invite more people"), coerce=int, widget=forms.SelectMultiple(attrs={"size": 6})
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.found = {each.pk: each for each in people}
        self.fields["people"].choices = [(each.pk, _named(each)) for each in people]

    def chosen(self):
        return [self.found[pk] for pk in self.cleaned_data["people"]]


class EvaluationForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("How useful was it?"), choices=RATINGS, coerce=int, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Shown without a name once three people have said something."),
    )


class MarkForm(forms.Form):
    """One trainee on the attendance sheet."""

    outcome = forms.ChoiceField(choices=OUTCOMES, required=False)
    absence = forms.CharField(max_length=200, required=False)
    score = NumberField(required=False, min_value=0, max_value=9999, max_digits=5, decimal_places=1)
    result = forms.ChoiceField(choices=RESULTS, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, row, **kwargs):
        result = {True: "yes", False: "no", None: ""}[row.is_passed]
        decided = (AttendanceState.ATTENDED, AttendanceState.ABSENT)
        initial = {
            "outcome": row.state if row.state in decided else "",
            "absence": row.absence,
            "score": row.score,
            "result": result,
            "seen": row.version,
        }
        super().__init__(*args, initial=initial, prefix=f"t{row.pk}", **kwargs)
        self.row = row
        has_test, by_score = row.session.is_tested, row.session.pass_score is not None
        if not has_test:
            del self.fields["score"]
        if not has_test or by_score:
            del self.fields["result"]
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{row.person.name}: {LABELS.get(name, name)}"

    def mark(self):
        """What was said of this trainee; None where nothing was."""
        given = self.cleaned_data
        if not given["outcome"]:
            return None
        absent = given["outcome"] == AttendanceState.ABSENT
        return Mark(
            attendance=self.row,
            outcome=given["outcome"],
            seen=given["seen"],
            absence=given["absence"] if absent else "",
            score=None if absent else given.get("score"),
            is_passed=None if absent else PASSED[given.get("result", "")],
        )


LABELS = {
    "outcome": _("attendance"),
    "absence": _("reason of absence"),
    "score": _("score"),
    "result": _("result"),
}


def mark_forms(rows, by, data=None):
    """The sheet: a form for every trainee but oneself, whose attendance others confirm."""
    return [MarkForm(data, row=row) for row in rows if row.person_id != by.pk]


def _named(person):
    return f"{person.name} · {said(person.department)}" if person.department else person.name
