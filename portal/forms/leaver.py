"""Who takes over what from a leaver: one successor for all, another one for single things (G18)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.fields import DayField
from governance.lib.widgets import DayInput
from governance.models import Person
from governance.selectors.leaver import Held
from portal.services.leaver import Choice, Outcome
from portal.services.leaver_parts import Group

STAY = "stay"


@dataclass(frozen=True)
class Line:
    """One thing on the page: what was chosen for it, and what would become of it."""

    held: Held
    name: str
    value: str
    chosen: SafeString
    outcome: Outcome | None


@dataclass(frozen=True)
class Table:
    """One part of what a person has."""

    title: Any
    lines: tuple[Line, ...]


def in_words(person: Person) -> str:
    """Somebody of the company; equal names are told apart by department and staff number."""
    where = f" · {said(person.department)}" if person.department else ""
    return f"{person.name}{where} · {person.staff_no}"


class LeaverForm(forms.Form):
    """`take-<key>` of each thing is empty (the successor for all), `stay`, or the number of a person."""

    to = forms.ChoiceField(
        label=_("Successor for everything"),
        required=False,
        help_text=_("Below, single things can go to somebody else or stay for now."),
    )
    last_day = DayField(
        label=_("last day of the leaver"),
        widget=DayInput,
        help_text=_(
            "Assignments change hands on the day after; everything else as soon as you confirm."
        ),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(
        self, *args: Any, groups: Sequence[Group], people: Iterable[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups = groups
        self.people = {str(each.pk): each for each in people}
        self.words = [(key, in_words(each)) for key, each in self.people.items()]
        self.fields["to"].choices = [("", "–"), *self.words]
        self.initial.setdefault("last_day", timezone.localdate())
        # Written once for all rows: a company has more people than a leaver has things.
        self.options = format_html_join("", '<option value="{}">{}</option>', self.words)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        takers: dict[str, Person | None] = {}
        for held in self._movable():
            value = self._value(held)
            if value == STAY:
                continue
            taker = None if held.needs_nobody else self.people.get(value or given.get("to") or "")
            if taker is None and not held.needs_nobody:
                self.add_error(
                    "to", _("Please choose a successor for everything, or for each thing.")
                )
                break
            takers[held.key] = taker
        given["takers"] = takers
        return given

    def choice(self) -> Choice:
        """What was chosen, as the service takes it."""
        given = self.cleaned_data
        return Choice(given["last_day"], given["reason"], given["takers"])

    def tables(self, outcomes: Iterable[Outcome] = ()) -> list[Table]:
        """The page's tables, each thing with what was chosen for it and what would become of it."""
        found = {each.held.key: each for each in outcomes}
        return [
            Table(
                group.part.title,
                tuple(self._line(held, found.get(held.key)) for held in group.rows),
            )
            for group in self.groups
        ]

    def _line(self, held: Held, outcome: Outcome | None) -> Line:
        value = self._value(held)
        person = self.people.get(value)
        chosen = SafeString()
        if person is not None:
            chosen = format_html('<option value="{}" selected>{}</option>', value, in_words(person))
        return Line(held, f"take-{held.key}", value, chosen, outcome)

    def _value(self, held: Held) -> str:
        return str(self.data.get(f"take-{held.key}", "")) if self.is_bound else ""

    def _movable(self) -> list[Held]:
        return [
            held
            for group in self.groups
            if group.part.pass_on is not None
            for held in group.rows
            if not held.stays
        ]
