"""Messages of a person, and the channel they leave by."""

from collections.abc import Callable

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet

from governance.models import Message, Person
from governance.selectors.setting import setting_value


def messages_to_read(person: Person) -> QuerySet[Message]:
    """What a person has not read yet, the latest on top."""
    return Message.objects.visible_to(person).filter(read_at=None).order_by("-created_at", "-pk")


def sender() -> Callable[[Message], bool] | None:
    """The e-mail channel where the PMO has switched it on and a host is configured; else none."""
    return send_mail if settings.EMAIL_HOST and setting_value("mail_enabled") else None


def send_mail(message: Message) -> bool:
    """One message by e-mail: title, due time and link, never a business figure (domain §6.2).

    Returns False when the recipient has no address. Raises OSError when the host refuses.
    """
    if not message.recipient.email:
        return False
    text = f"{message.body}\n\n{settings.PUBLIC_URL}{message.url}" if message.url else message.body
    mail = EmailMessage(message.subject, text, to=[message.recipient.email])
    # Stable, so that a repeat can be recognised as one.
    mail.extra_headers["Message-ID"] = (
        f"<{message.pk}.{message.event_key.replace(' ', '-')}@governance>"
    )
    return mail.send() == 1
