"""Messages: a row in the same transaction as the act, sent afterwards by a dispatcher."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.visibility import VisibleQuerySet
from governance.models.person import Person
from governance.states import MessageState, MessageTopic


class MessageQuerySet(VisibleQuerySet):
    """A message is read by its recipient only."""

    def visible_to(self, person: Person) -> Self:
        """Nobody reads another person's messages."""
        return self.filter(recipient=person)


class Message(models.Model):
    """One event told to one person once (`event_key` is stable, so a repeat is recognised)."""

    event_key = models.CharField(max_length=120)
    recipient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="messages")
    subject = models.CharField(max_length=200)
    subject_en = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=200, blank=True)
    topic = models.CharField(
        max_length=20, choices=MessageTopic.choices, default=MessageTopic.OTHER
    )
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=MessageState.choices, default=MessageState.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    # The workday whose digest it left with; none where it left by itself.
    digest_on = models.DateField(null=True, blank=True)
    # Sent again by hand: it waits for no digest and no morning.
    is_urgent = models.BooleanField(default=False)
    error = models.CharField(max_length=300, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(
                name="message_once_per_recipient", fields=["event_key", "recipient"]
            )
        ]
        indexes = [
            models.Index(fields=["state", "next_at"], name="message_state_next"),
            models.Index(fields=["recipient", "digest_on"], name="message_digest"),
            models.Index(fields=["created_at"], name="message_created"),
        ]

    def __str__(self) -> str:
        return self.subject
