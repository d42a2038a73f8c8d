"""What holds for a person's e-mail."""

from governance.models import MailChoice, Person
from governance.states import MailRhythm


def mail_rhythm(person: Person) -> str:
    """What the person chose; one digest a workday where nothing was chosen."""
    chosen = MailChoice.objects.visible_to(person).values_list("rhythm", flat=True).first()
    return chosen or MailRhythm.DIGEST
