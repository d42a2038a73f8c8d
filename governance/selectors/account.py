"""What a person may read of their own doings in the trail."""

from allauth.socialaccount.models import SocialAccount

from governance.models import AuditEntry, Person

SHOWN = 10


def latest_acts_of(person: Person) -> list[AuditEntry]:
    """The latest acts of the person; one's own acts are no secret to oneself (reliability §3.2)."""
    mine = AuditEntry.objects.filter(actor_kind="person", actor_key=person.actor_key)
    return list(mine.order_by("-sequence")[:SHOWN])


def identities_of(person: Person) -> list[SocialAccount]:
    """The identities of other systems that open this account, oldest first."""
    return list(SocialAccount.objects.filter(user=person).order_by("pk"))
