"""Editing a process (6.1–6.3): its own fields and the lists below it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.models import Department, Document, Person
from processes.models import Output, Process, Responsibility
from processes.services.process import ProcessDraft
from processes.states import Category

SPARE_LINES = 2
MOST_LINES = 20
LINK = "link_"
TEXT = forms.Textarea(attrs={"rows": 2})


def _choices(rows: Any, field: str = "name") -> list[tuple[int, str]]:
    return [(row.pk, said(row, field)) for row in rows]


class ProcessForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name (Chinese)"), max_length=60)
    name_en = forms.CharField(label=_("Name (English)"), max_length=80)
    aliases = forms.CharField(
        label=_("Aliases"),
        required=False,
        max_length=200,
        help_text=_("Separated by “、” or comma."),
    )
    category = forms.ChoiceField(label=_("Category"), choices=Category.choices)
    goal = forms.CharField(
        label=_("Objective (Chinese)"), required=False, max_length=1000, widget=TEXT
    )
    goal_en = forms.CharField(
        label=_("Objective (English)"), required=False, max_length=1000, widget=TEXT
    )
    boundary = forms.CharField(
        label=_("Boundary (Chinese)"), required=False, max_length=2000, widget=TEXT
    )
    boundary_en = forms.CharField(
        label=_("Boundary (English)"), required=False, max_length=2000, widget=TEXT
    )
    owner = forms.TypedChoiceField(
        label=_("Process owner"), required=False, coerce=int, empty_value=None
    )
    responsible = forms.TypedMultipleChoiceField(
        label=_("Responsible departments"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    participants = forms.TypedMultipleChoiceField(
        label=_("Departments taking part"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    links = forms.TypedMultipleChoiceField(
        label=_("Linked processes"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Directed: what this process names. The reverse is not implied."),
    )
    norms = forms.TypedMultipleChoiceField(
        label=_("Norms and basis documents"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Reason for the change"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, process: Process, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.visible_to(person).filter(is_active=True).order_by("rank", "pk")
        departments = (
            Department.objects.visible_to(person).filter(retired_on=None).order_by("rank", "pk")
        )
        others = list(
            Process.objects.visible_to(person).exclude(pk=process.pk).order_by("position", "pk")
        )
        documents = (
            Document.objects.visible_to(person).exclude(kind=Document.Kind.POLICY).order_by("title")
        )
        self.fields["owner"].choices = [
            ("", _("nobody yet")),
            *((row.pk, row.name) for row in people),
        ]
        self.fields["responsible"].choices = _choices(departments)
        self.fields["participants"].choices = _choices(departments)
        self.fields["links"].choices = _choices(others)
        self.fields["norms"].choices = _choices(documents, "title")
        self._ask_what_is_handed_over(process, {row.pk: row for row in others})

    def _ask_what_is_handed_over(self, process: Process, others: dict[int, Process]) -> None:
        """Two fields for every link that stands already; a new one gets its words with the next edit."""
        words = (
            ("what", _("What %(process)s is handed (Chinese)")),
            ("what_en", _("What %(process)s is handed (English)")),
        )
        for link in process.links_out.all():
            if link.target_id not in others:
                continue
            for column, label in words:
                self.fields[link_field(link.target_id, column)] = forms.CharField(
                    label=label % {"process": said(others[link.target_id])},
                    max_length=200,
                    required=False,
                    initial=getattr(link, column),
                )

    def link_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(LINK)]

    def link_words(self, target: int) -> dict[str, str]:
        """What was typed of a link; nothing of one the form did not ask about, so that nothing is lost."""
        return {
            column: self.cleaned_data[name]
            for column in ("what", "what_en")
            if (name := link_field(target, column)) in self.cleaned_data and name in self.data
        }

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        both = set(found.get("responsible", [])) & set(found.get("participants", []))
        if both:
            self.add_error(
                "participants", _("A department is either responsible or takes part, not both.")
            )
        return found


class ActivityForm(forms.Form):
    name = forms.CharField(label=_("Activity (Chinese)"), max_length=100, required=False)
    name_en = forms.CharField(label=_("Activity (English)"), max_length=120, required=False)


class OutputForm(forms.Form):
    name = forms.CharField(label=_("Output (Chinese)"), max_length=100, required=False)
    name_en = forms.CharField(label=_("Output (English)"), max_length=120, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Output.Kind.choices, required=False)
    cadence = forms.CharField(label=_("Cadence"), max_length=40, required=False)


class _NamedLines(forms.BaseFormSet):
    """Lines without a name are dropped; a name stands once."""

    def clean(self) -> None:
        names = [
            form.cleaned_data.get("name", "").strip() for form in self.forms if form.is_valid()
        ]
        filled = [name for name in names if name]
        if len(filled) != len(set(filled)):
            raise forms.ValidationError(_("A name stands twice in this list."))

    def lines(self) -> list[dict[str, Any]]:
        return [
            form.cleaned_data for form in self.forms if form.cleaned_data.get("name", "").strip()
        ]


_LINES: dict[str, Any] = {
    "formset": _NamedLines,
    "extra": SPARE_LINES,
    "max_num": MOST_LINES,
    "validate_max": True,
    # No more forms are built than may be filled in, however many are announced (F16).
    "absolute_max": MOST_LINES,
}
ActivityLines = forms.formset_factory(ActivityForm, **_LINES)
OutputLines = forms.formset_factory(OutputForm, **_LINES)


def link_field(target: int, column: str) -> str:
    """The name of the field that says what a linked process is handed."""
    return f"{LINK}{target}_{column}"


def initial_of(process: Process) -> dict[str, Any]:
    """The form's starting values; the row brings its lists prefetched."""
    duties = list(process.responsibilities.all())
    return {
        "version": process.version,
        "aliases": "、".join(process.aliases),
        "owner": process.owner_id,
        "responsible": [
            row.department_id for row in duties if row.kind == Responsibility.Kind.RESPONSIBLE
        ],
        "participants": [
            row.department_id for row in duties if row.kind == Responsibility.Kind.PARTICIPANT
        ],
        "links": [row.target_id for row in process.links_out.all()],
        "norms": [row.document_id for row in process.norms.all()],
    } | {
        name: getattr(process, name)
        for name in ("name", "name_en", "category", "goal", "goal_en", "boundary", "boundary_en")
    }


def draft_of(process: Process, form: ProcessForm, activities: Any, outputs: Any) -> ProcessDraft:
    """What the editor left, with what the form does not show kept as it is (clause, gaps, text of a link)."""
    given = form.cleaned_data
    known_outputs = {row.name: row for row in process.outputs.all()}
    columns = {
        name: given[name]
        for name in ("name", "name_en", "category", "goal", "goal_en", "boundary", "boundary_en")
    }
    columns["aliases"] = [
        part.strip()
        for part in given["aliases"].replace("，", "、").replace(",", "、").split("、")
        if part.strip()
    ]
    columns["owner_id"] = given["owner"]
    organisers = {
        row.department_id: {"kind": row.kind}
        for row in process.responsibilities.all()
        if row.kind == Responsibility.Kind.ORGANISER
    }
    kinds = (
        ("responsible", Responsibility.Kind.RESPONSIBLE),
        ("participants", Responsibility.Kind.PARTICIPANT),
    )
    return ProcessDraft(
        version=given["version"],
        columns=columns,
        activities={
            line["name"].strip(): {"name_en": line["name_en"].strip(), "position": position}
            for position, line in enumerate(activities.lines(), 1)
        },
        outputs={
            line["name"].strip(): {
                "name_en": line["name_en"].strip(),
                "kind": line["kind"] or Output.Kind.DOCUMENT,
                "cadence": line["cadence"].strip(),
                "position": position,
                "gaps": known_outputs[line["name"].strip()].gaps
                if line["name"].strip() in known_outputs
                else [],
            }
            for position, line in enumerate(outputs.lines(), 1)
        },
        links={target: form.link_words(target) for target in given["links"]},
        norms={document: {} for document in given["norms"]},
        departments=organisers
        | {row: {"kind": kind} for field, kind in kinds for row in given[field]},
    )
