"""Who acts: a person, or the system under the name of one of its jobs (reliability §3.1)."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@runtime_checkable
class Actor(Protocol):
    """Anyone whose acts the trail can name."""

    @property
    def actor_kind(self) -> str: ...

    @property
    def actor_key(self) -> str: ...

    @property
    def actor_label(self) -> str: ...


@dataclass(frozen=True)
class SystemActor:
    """The clock, an import or a command; it creates duties and drafts and never decides."""

    job: str

    @property
    def actor_kind(self) -> str:
        return "system"

    @property
    def actor_key(self) -> str:
        return f"system:{self.job}"

    @property
    def actor_label(self) -> str:
        return f"system:{self.job}"
