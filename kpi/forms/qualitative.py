"""A qualitative indicator is described in one form: what is graded, how often, in which words (G43)."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from governance.lib.fields import NamedChoiceField
from governance.models import Person
from kpi.formulas.grade import BadScale, Grade, scale_of
from kpi.services.qualitative import NewQualitative
from kpi.states import Dimension, Grain
from processes.models import Process
from processes.states import ProcessState

MOST_GRADES = 8
SCALE = "优秀 / excellent *\n良好 / good *\n合格 / acceptable *\n不合格 / unacceptable"


class QualitativeForm(forms.Form):
    """The scale is typed a line a grade, the best first; a star marks what meets the target."""

    process = NamedChoiceField(label=_("Process"), queryset=Process.objects.none())
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        validators=[RegexValidator(r"^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)+$")],
        help_text=_("Like SLM-Q1: letters and digits in parts joined by -."),
    )
    name = forms.CharField(label=_("Indicator name"), max_length=100)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    dimension = forms.ChoiceField(
        label=_("Dimension"), choices=[("", _("not stated")), *Dimension.choices], required=False
    )
    cadence = forms.ChoiceField(
        label=_("A grade is given every"), choices=Grain.choices, initial=Grain.MONTH
    )
    assessment_grain = forms.ChoiceField(
        label=_("Judged every"), choices=Grain.choices, initial=Grain.MONTH
    )
    scale = forms.CharField(
        label=_("Grades, the best first"),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        max_length=600,
        initial=SCALE,
        help_text=_(
            "One a line: the word, “ / ” and the English word, and a * where the grade meets the target."
        ),
    )
    help_text = forms.CharField(
        label=_("What each grade means"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    needs_project = forms.BooleanField(label=_("Given per project"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Process.objects.visible_to(person).filter(state=ProcessState.ACTIVE)
        self.fields["process"].queryset = rows.order_by("position")

    def clean_scale(self) -> tuple[Grade, ...]:
        lines = [line.strip() for line in self.cleaned_data["scale"].splitlines() if line.strip()]
        if len(lines) > MOST_GRADES:
            raise forms.ValidationError(
                _now("At most %(count)s grades.") % {"count": MOST_GRADES}, code="scale"
            )
        # Stored the worst first, which is how they are compared.
        grades = tuple(_grade(line, place) for place, line in enumerate(reversed(lines), start=1))
        try:
            scale_of([vars(grade) for grade in grades])
        except BadScale as bad:
            raise forms.ValidationError(str(bad), code="scale") from bad
        return grades

    def new_indicator(self) -> NewQualitative:
        given = dict(self.cleaned_data)
        return NewQualitative(grades=given.pop("scale"), help_text_en="", **given)


def _grade(line: str, place: int) -> Grade:
    word, _slash, english = line.rstrip("*").partition("/")
    return Grade(
        code=f"g{place}",
        name=" ".join(word.split())[:30],
        name_en=" ".join(english.split())[:30],
        meets=line.endswith("*"),
    )
