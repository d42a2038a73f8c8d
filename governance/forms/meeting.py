"""Calling meetings, noting who was there, writing minutes and actions (domain §5.1)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.fields import DayField
from governance.lib.widgets import DayInput
from governance.selectors.calendar import local_moment
from governance.selectors.meeting import MeetingFilter
from governance.services.meeting import Invitation, Session
from governance.services.minutes import NewAction, Notes, Presence
from governance.states import Attendance, MeetingState

ANY = [("", _("all"))]
NOBODY = [("", "–")]
LONGEST = 20_000


class ClockInput(forms.TimeInput):
    """A time of day in the browser's own picker."""

    input_type = "time"

    def __init__(self):
        super().__init__(format="%H:%M")


class MeetingFilterForm(forms.Form):
    state = forms.ChoiceField(
        label=_("State"), choices=[*ANY, *MeetingState.choices], required=False
    )
    year = forms.RegexField(label=_("Year"), regex=r"^[12][0-9]{3}$", max_length=4, required=False)
    text = forms.CharField(label=_("Words"), max_length=60, required=False)

    def chosen(self):
        """What can be read of an address is used, what cannot is left out."""
        self.is_valid()
        return MeetingFilter(**self.cleaned_data)


class ChosenRows(forms.TypedMultipleChoiceField):
    """Several of the rows that are handed in, by their keys."""

    def __init__(self, **kwargs):
        super().__init__(coerce=int, required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


class InvitationForm(forms.Form):
    """`approvals` are the cases that wait for the committee, `people` who can be invited as a guest."""

    title = forms.CharField(label=_("Name of the meeting"), max_length=120)
    day = DayField(label=_("Day"), widget=DayInput())
    begins = forms.TimeField(label=_("from"), widget=ClockInput())
    ends = forms.TimeField(label=_("until"), widget=ClockInput(), required=False)
    place = forms.CharField(
        label=_("Place or form"),
        max_length=120,
        required=False,
        help_text=_("A room, or how people meet: on site, by video."),
    )
    approvals = ChosenRows(label=_("Cases to decide"))
    matters = forms.CharField(
        label=_("Other matters"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on each line; they are heard, not voted on."),
    )
    guests = ChosenRows(label=_("In attendance, without a vote"))

    def __init__(self, *args, approvals, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = {
            "approvals": {row.pk: row for row in approvals},
            "guests": {row.pk: row for row in people},
        }
        self.fields["approvals"].choices = [
            (row.pk, f"{row.title} · {row.get_kind_display()}") for row in approvals
        ]
        self.fields["guests"].choices = [(row.pk, row.name) for row in people]
        if not approvals:
            del self.fields["approvals"]

    def invitation(self):
        given = self.cleaned_data

        def moment(clock):
            return local_moment(given["day"], clock) if clock else None

        def rows(name):
            return tuple(self.rows[name][pk] for pk in given.get(name, ()))

        return Invitation(
            title=given["title"],
            starts_at=moment(given["begins"]),
            ends_at=moment(given["ends"]),
            place=given["place"],
            approvals=rows("approvals"),
            matters=tuple(given["matters"].splitlines()),
            guests=rows("guests"),
        )


class ItemForm(forms.Form):
    """One more item: a case, or a matter in words."""

    approval = forms.TypedChoiceField(
        label=_("Case to decide"), coerce=int, required=False, empty_value=None
    )
    title = forms.CharField(label=_("or another matter"), max_length=200, required=False)

    def __init__(self, *args, approvals, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = {row.pk: row for row in approvals}
        self.fields["approval"].choices = [*NOBODY, *((row.pk, row.title) for row in approvals)]

    def case(self):
        return self.rows.get(self.cleaned_data["approval"])


class SessionForm(forms.Form):
    """Who leads the session and who keeps its minutes."""

    chaired_by = forms.TypedChoiceField(label=_("Chaired by"), coerce=int)
    minuted_by = forms.TypedChoiceField(label=_("Minutes kept by"), coerce=int)

    def __init__(self, *args, members, keepers, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = {row.pk: row for row in (*members, *keepers)}
        self.fields["chaired_by"].choices = [(row.pk, row.name) for row in members]
        self.fields["minuted_by"].choices = [(row.pk, row.name) for row in keepers]

    def session(self):
        return Session(**{name: self.rows[pk] for name, pk in self.cleaned_data.items()})


class AttendanceForm(forms.Form):
    """One row of fields for everybody on the list, and one person more."""

    guest = forms.TypedChoiceField(
        label=_("Somebody else came"), coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args, lines, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {row.pk: row for row in people} | {
            line.person.pk: line.person for line in lines
        }
        self.lines = lines
        listed = {line.person.pk for line in lines}
        self.fields["guest"].choices = [
            *NOBODY,
            *((row.pk, row.name) for row in people if row.pk not in listed),
        ]
        members = [(line.person.pk, line.person.name) for line in lines if line.seat]
        for line in lines:
            self._add(line, members)

    def _add(self, line, members):
        key, row, name = line.person.pk, line.row, {"name": line.person.name}
        usual = Attendance.PRESENT if line.seat else Attendance.IN_ATTENDANCE
        choices = [(code, label) for code, label in Attendance.choices if code in _open_to(line)]
        self.fields[f"attendance-{key}"] = forms.ChoiceField(
            label=_("attendance of %(name)s") % name,
            choices=choices,
            initial=row.attendance if row else usual,
        )
        self.fields[f"reason-{key}"] = forms.CharField(
            label=_("reason or remark for %(name)s") % name,
            max_length=200,
            required=False,
            initial=row.reason if row else "",
        )
        if not line.seat:
            self.fields[f"for-{key}"] = forms.TypedChoiceField(
                label=_("%(name)s stands in for") % name,
                choices=[*NOBODY, *members],
                coerce=int,
                required=False,
                empty_value=None,
                initial=row.acts_for_id if row else None,
            )

    def rows(self):
        """The fields line by line, as the table shows them."""
        for line in self.lines:
            key = line.person.pk
            yield {
                "line": line,
                "attendance": self[f"attendance-{key}"],
                "reason": self[f"reason-{key}"],
                "acts_for": self[f"for-{key}"] if not line.seat else None,
            }

    def presences(self):
        given = self.cleaned_data
        found = [
            Presence(
                line.person,
                given[f"attendance-{line.person.pk}"],
                given[f"reason-{line.person.pk}"],
                self.people.get(given.get(f"for-{line.person.pk}")),
            )
            for line in self.lines
        ]
        if given["guest"]:
            found.append(Presence(self.people[given["guest"]], Attendance.IN_ATTENDANCE))
        return found


class MinutesForm(forms.Form):
    """The draft of the minutes: a word on every item, and the summary."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, meeting, items, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = items
        self.fields["seen"].initial = meeting.version
        for item in items:
            self.fields[f"item-{item.pk}"] = forms.CharField(
                label=f"{item.position}. {item.title}",
                required=False,
                max_length=LONGEST,
                initial=item.discussion,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        self.fields["minutes"] = forms.CharField(
            label=_("Summary"),
            required=False,
            max_length=LONGEST,
            initial=meeting.minutes,
            widget=forms.Textarea(attrs={"rows": 5}),
        )
        self.fields["next_meeting"] = forms.CharField(
            label=_("Next meeting"), required=False, max_length=200, initial=meeting.next_meeting
        )
        self.fields["copied_to"] = forms.CharField(
            label=_("Copied to"), required=False, max_length=300, initial=meeting.copied_to
        )

    def notes(self):
        given = self.cleaned_data
        return Notes(
            minutes=given["minutes"],
            discussions={item.pk: given[f"item-{item.pk}"] for item in self.items},
            copied_to=given["copied_to"],
            next_meeting=given["next_meeting"],
        )


class ActionForm(forms.Form):
    """What was agreed about an item."""

    item = forms.TypedChoiceField(label=_("Item"), coerce=int)
    text = forms.CharField(label=_("What is to be done"), max_length=300)
    responsible = forms.TypedChoiceField(label=_("Responsible"), coerce=int)
    due_on = DayField(label=_("Due date"), widget=DayInput())

    def __init__(self, *args, items, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.items = {row.pk: row for row in items}
        self.people = {row.pk: row for row in people}
        self.fields["item"].choices = [(row.pk, f"{row.position}. {row.title}") for row in items]
        self.fields["responsible"].choices = [(row.pk, row.name) for row in people]

    def item_chosen(self):
        return self.items[self.cleaned_data["item"]]

    def action(self):
        given = self.cleaned_data
        return NewAction(given["text"], self.people[given["responsible"]], given["due_on"])


class ReasonForm(forms.Form):
    """A word on why."""

    note = forms.CharField(label=_("Reason"), max_length=300)


def _open_to(line):
    if line.seat:
        return {Attendance.PRESENT, Attendance.ABSENT}
    return set(Attendance.values)
