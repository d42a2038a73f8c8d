"""Choosing among approvals, answering one, and the quiet acts beside the answer (domain §6.3)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.fields import DayField
from governance.lib.widgets import DayInput
from governance.lib.workflow import NoteMissing, demand_reason
from governance.models import Person
from governance.selectors.approval_list import TABS, TODO, ApprovalFilter
from governance.states import ApprovalKind, ApprovalState, Ballot

ANY = [("", _("all"))]
LONGEST_REASON = 2000
# Said on a button a thumb finds: the long words stand in `Ballot`.
SHORT = {
    Ballot.APPROVE: _("Agree"),
    Ballot.OPPOSE: _("Disagree"),
    Ballot.ABSTAIN: _("Abstain"),
    Ballot.RECUSE: _("Recuse"),
    Ballot.RETURN: _("Return"),
}
FREE = frozenset({Ballot.APPROVE, Ballot.ABSTAIN})


def needs_reason(ballot: str) -> bool:
    """Everything but yes and abstention says why."""
    return ballot not in FREE


class ApprovalFilterForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=[*ANY, *ApprovalKind.choices], required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[*ANY, *ApprovalState.choices], required=False
    )
    text = forms.CharField(label=_("Title or proposer"), max_length=60, required=False)
    overdue = forms.BooleanField(label=_("only overdue"), required=False)
    tab = forms.ChoiceField(
        choices=[(tab, tab) for tab in TABS], required=False, widget=forms.HiddenInput
    )
    sort = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def chosen(self) -> ApprovalFilter:
        """What can be read of an address is used, what cannot is left out."""
        self.is_valid()
        given = self.cleaned_data
        return ApprovalFilter(
            tab=given.get("tab") or TODO,
            kind=given.get("kind", ""),
            state=given.get("state", ""),
            text=given.get("text", ""),
            overdue=given.get("overdue", False),
            sort=given.get("sort", ""),
        )


class VoteForm(forms.Form):
    """One answer; everything but yes and abstention says why, before the service asks."""

    task = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    ballot = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(ballot.value, word) for ballot, word in SHORT.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose an answer.")},
    )
    reason = forms.CharField(
        label=_("Opinion"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("ballot") and needs_reason(given["ballot"]):
            try:
                demand_reason(given.get("reason", ""))
            except NoteMissing:
                self.add_error("reason", _("Please say why: this answer is kept with its reason."))
        return given


class NoteForm(forms.Form):
    """An act that says why."""

    note = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


def in_words(person: Person) -> str:
    """Somebody of the company; equal names are told apart by department and staff number."""
    where = f" · {said(person.department)}" if person.department else ""
    return f"{person.name}{where} · {person.staff_no}"


class PersonField(forms.ChoiceField):
    """One of some people who were asked for once, however many fields choose among them."""

    people: Mapping[str, Person] = {}

    def among(self, people: Iterable[Person]) -> None:
        """Who can be chosen, in the order they come."""
        self.people = {str(each.pk): each for each in people}
        self.choices = [("", "–"), *((key, in_words(each)) for key, each in self.people.items())]

    def clean(self, value: Any) -> Person | None:
        """The person behind the number that was sent; None where nobody had to be chosen."""
        return self.people.get(str(super().clean(value)))


class PeopleField(forms.MultipleChoiceField):
    """Several of some people."""

    people: Mapping[str, Person] = {}

    def among(self, people: Iterable[Person]) -> None:
        """Who can be chosen, in the order they come."""
        self.people = {str(each.pk): each for each in people}
        self.choices = [(key, in_words(each)) for key, each in self.people.items()]

    def clean(self, value: Any) -> list[Person]:
        """The people behind the numbers that were sent."""
        return [self.people[key] for key in super().clean(value)]


class TaskForm(forms.Form):
    """An act on one of the tasks in front of a person; with one task there is nothing to choose."""

    task = forms.TypedChoiceField(label=_("For whom"), coerce=int)

    def __init__(self, *args: Any, tasks: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tasks = {each.pk: each for each in tasks}
        field = self.fields["task"]
        field.choices = [(each.pk, each.person.name) for each in tasks]
        if len(self.tasks) == 1:
            field.widget = forms.HiddenInput()
            field.initial = next(iter(self.tasks))

    def chosen_task(self) -> Any:
        """The task the act is about."""
        return self.tasks[self.cleaned_data["task"]]


class PassOnForm(TaskForm):
    """To whom a task goes for good, and why."""

    person = PersonField(label=_("To whom"))
    note = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].among(people)


class AddApproverForm(PassOnForm):
    """Who is asked besides: before me, or after."""

    place = forms.ChoiceField(
        label=_("When"),
        choices=[("before", _("before me: first they, then I")), ("after", _("after me"))],
        initial="before",
    )
    field_order = ("task", "person", "place", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].label = _("Who is asked besides")


class TakeOffForm(TaskForm):
    """Who need not answer any more, and why."""

    note = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, tasks: Any, **kwargs: Any) -> None:
        super().__init__(*args, tasks=tasks, **kwargs)
        self.fields["task"].label = _("Whom")


class CopyForm(forms.Form):
    """Who is told and may read, without a say."""

    people = PeopleField(label=_("Whom to tell"))

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].among(people)


class CloseForm(forms.Form):
    """The chair closes the vote: the text of the resolution, and whether it is closed in the session."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Text of the resolution"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Left empty, title and conclusion stand for it."),
    )
    place = forms.ChoiceField(
        label=_("How it is decided"),
        choices=[("meeting", _("in the session")), ("written", _("in writing"))],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, meeting: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        if meeting is None:
            del self.fields["place"]
        else:
            self.fields["place"].initial = "meeting"

    def chosen_meeting(self) -> Any:
        """The session it is closed in; None in writing."""
        return self.meeting if self.cleaned_data.get("place") == "meeting" else None


class ConditionForm(forms.Form):
    """One condition the committee attaches: what, who, until when; an empty row is none."""

    text = forms.CharField(label=_("Condition"), max_length=500, required=False)
    responsible = PersonField(label=_("Responsible"), required=False)
    due_on = DayField(label=_("Due"), required=False, widget=DayInput)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].among(people)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        filled = {name for name in ("text", "responsible", "due_on") if given.get(name)}
        if filled:
            for name in {"text", "responsible", "due_on"} - filled - set(self.errors):
                self.add_error(name, _("A condition names all three: what, who and until when."))
        return given


CONDITION_ROWS = 3
MOST_CONDITIONS = 20
ConditionFormSet: type[BaseFormSet] = formset_factory(
    ConditionForm,
    extra=CONDITION_ROWS,
    max_num=MOST_CONDITIONS,
    validate_max=True,
    # No more forms are built than may be filled in, however many are announced (F16).
    absolute_max=MOST_CONDITIONS,
)
