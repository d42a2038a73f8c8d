"""Messages of a person, and the channel they leave by."""

from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.bilingual import said
from governance.models import Message, Person
from governance.selectors.setting import setting_value

LINES = 30


def messages_to_read(person: Person) -> QuerySet[Message]:
    """What a person has not read yet, the latest on top."""
    return Message.objects.visible_to(person).filter(read_at=None).order_by("-created_at", "-pk")


def sender() -> Callable[[list[Message]], bool] | None:
    """The e-mail channel where the PMO has switched it on and a host is configured; else none."""
    return send_mail if settings.EMAIL_HOST and setting_value("mail_enabled") else None


def send_mail(messages: list[Message]) -> bool:
    """Messages of one person as one e-mail: titles and links, never a business figure (domain §6.2).

    Alone a message brings its text, several bring their titles. Returns False where there is no
    address. Raises OSError when the host refuses.
    """
    first, recipient = messages[0], messages[0].recipient
    if not recipient.email:
        return False
    with override(recipient.language or settings.LANGUAGE_CODE):
        subject, text = _alone(first) if len(messages) == 1 else _together(messages)
    # What a title holds beside its words would begin another line of the head (F22), and is refused there.
    mail = EmailMessage(" ".join(subject.split()), text, to=[recipient.email])
    # Stable, so that a repeat can be recognised as one.
    mail.extra_headers["Message-ID"] = (
        f"<{first.pk}.{first.event_key.replace(' ', '-')}@governance>"
    )
    return mail.send() == 1


def _alone(message: Message) -> tuple[str, str]:
    link = f"\n\n{settings.PUBLIC_URL}{message.url}" if message.url else ""
    return said(message, "subject"), message.body + link


def _together(messages: list[Message]) -> tuple[str, str]:
    subject = _("New messages in your inbox: %(count)s") % {"count": len(messages)}
    lines = [f"· {said(message, 'subject')}" for message in messages[:LINES]]
    if len(messages) > LINES:
        lines.append(f"… {len(messages) - LINES}")
    return subject, "\n".join([*lines, "", f"{settings.PUBLIC_URL}{reverse('portal:inbox')}"])
