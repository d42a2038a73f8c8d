"""What a person has chosen about e-mail; without a row the company's custom holds (issue 6 §3)."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.visibility import VisibleQuerySet
from governance.models.person import Person
from governance.states import MailRhythm


class MailChoiceQuerySet(VisibleQuerySet):
    """A choice is its owner's own."""

    def visible_to(self, person: Person) -> Self:
        """Nobody reads another person's choice."""
        return self.filter(person=person)


class MailChoice(models.Model):
    """How one person hears of messages outside the inbox. Quiet hours are the company's."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="mail_choice")
    rhythm = models.CharField(max_length=20, choices=MailRhythm.choices, default=MailRhythm.DIGEST)
    chosen_at = models.DateTimeField()

    objects = MailChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice about e-mail")
        verbose_name_plural = _("choices about e-mail")

    def __str__(self) -> str:
        return f"{self.person} · {self.get_rhythm_display()}"
