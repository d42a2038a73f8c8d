"""Meetings of the committee: a session with an agenda of several items (G20; domain §5.1 会议纪要)."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from governance.lib.history import TrackedModel
from governance.lib.visibility import VisibleQuerySet
from governance.models.approval import Approval
from governance.models.person import Person, roles_held
from governance.states import Attendance, MeetingState, Role

# Who reads the committee's papers by role (`committee.view` in the table of roles).
COMMITTEE_READERS = frozenset(
    {
        Role.COMMITTEE,
        Role.PROCESS_MANAGER,
        Role.PMO,
        Role.PROCESS_SPECIALIST,
        Role.DEPARTMENT_HEAD,
        Role.AUDITOR,
    }
)


class MeetingQuerySet(VisibleQuerySet):
    """Meetings by who may read them."""

    def visible_to(self, person: Person) -> Self:
        """Roles that follow the committee read all; others the meetings they were invited to or owe an action of."""
        if not person.is_active:
            return self.none()
        if roles_held(person) & COMMITTEE_READERS:
            return self
        invited = MeetingAttendance.objects.filter(person=person).values("meeting")
        owed = AgendaAction.objects.filter(responsible=person).values("item__meeting")
        return self.filter(Q(pk__in=invited) | Q(pk__in=owed))


class Meeting(TrackedModel):
    """One session of the committee, from its invitation to its minutes.

    `starts_at` and `ends_at` are as invited, `opened_at` and `closed_at` as it was. `content` is what the
    minutes say, frozen when their chair signs them, and `content_sha256` its hash.
    """

    number = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=120, blank=True)
    state = models.CharField(
        max_length=20, choices=MeetingState.choices, default=MeetingState.CALLED
    )
    version = models.PositiveIntegerField(default=1)
    chaired_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    minuted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    minutes = models.TextField(blank=True)
    copied_to = models.CharField(max_length=300, blank=True)
    next_meeting = models.CharField(max_length=200, blank=True)
    content = models.JSONField(default=dict, blank=True)
    content_sha256 = models.CharField(max_length=64, blank=True)
    called_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("committee meeting")
        verbose_name_plural = _("committee meetings")
        constraints = [
            models.UniqueConstraint(
                name="meeting_number_once", fields=["number"], condition=~Q(number="")
            ),
            # Whoever wrote the minutes does not sign them (domain §5.1).
            models.CheckConstraint(
                name="meeting_signed_by_another",
                condition=Q(chaired_by=None) | Q(minuted_by=None) | ~Q(chaired_by=F("minuted_by")),
            ),
            models.CheckConstraint(
                name="meeting_closed_has_minutes",
                condition=~Q(state=MeetingState.CLOSED)
                | (~Q(minutes="") & ~Q(content_sha256="") & Q(closed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class OfMeetingQuerySet(VisibleQuerySet):
    """Rows that follow their meeting; `PATH` leads to it."""

    PATH = "meeting"

    def visible_to(self, person: Person) -> Self:
        """Whoever may read the meeting may read its parts."""
        return self.filter(**{f"{self.PATH}__in": Meeting.objects.visible_to(person)})


class MeetingAttendance(models.Model):
    """Who was there: with a vote, without one, or absent with a reason.

    `acts_for` is the member whom a deputy stands in for (“B 代 A”).
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    acts_for = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    attendance = models.CharField(max_length=20, choices=Attendance.choices)
    reason = models.CharField(max_length=200, blank=True)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(name="attendance_once", fields=["meeting", "person"]),
            models.CheckConstraint(
                name="attendance_acts_for_another",
                condition=Q(acts_for=None) | ~Q(acts_for=F("person")),
            ),
            models.CheckConstraint(
                name="attendance_absence_has_reason",
                condition=~Q(attendance=Attendance.ABSENT) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.person}"


class AgendaItem(models.Model):
    """One item of the agenda: an approval to decide, or a matter to hear."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    approval = models.ForeignKey(
        Approval, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda"
    )
    title = models.CharField(max_length=200)
    discussion = models.TextField(blank=True)

    objects = OfMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = [
            models.UniqueConstraint(name="agenda_position_once", fields=["meeting", "position"]),
            models.UniqueConstraint(
                name="agenda_approval_once",
                fields=["meeting", "approval"],
                condition=Q(approval__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.title}"


class OfItemQuerySet(OfMeetingQuerySet):
    """Actions follow the meeting of their item."""

    PATH = "item__meeting"


class AgendaAction(models.Model):
    """What was agreed about an item: what is to be done, by whom, until when (决议事项｜责任人｜完成时间)."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="actions")
    text = models.CharField(max_length=300)
    responsible = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_note = models.CharField(max_length=300, blank=True)

    objects = OfItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("action agreed in a meeting")
        verbose_name_plural = _("actions agreed in meetings")
        constraints = [
            models.CheckConstraint(
                name="agenda_action_done_has_note",
                condition=Q(done_at=None) | ~Q(done_note=""),
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]
