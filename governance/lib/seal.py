"""Secrets that must be read again are kept sealed: useless without the system's own key."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealBroken(ValueError):  # noqa: N818 -- named for what happened
    """The text was sealed with another key, or somebody changed it."""


def seal(text: str) -> str:
    """A text as it may lie in the database: encrypted and signed under the key of the installation."""
    return _keys().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """The text again; raises `SealBroken` where the key is another one (SECRET_KEY_FALLBACKS are tried)."""
    try:
        return _keys().decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, ValueError) as broken:
        raise SealBroken from broken


def _keys() -> MultiFernet:
    return MultiFernet(
        [_fernet(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _fernet(key: str) -> Fernet:
    # A key of its own for this purpose, so that nothing sealed says anything about other uses.
    derived = HKDF(SHA256(), length=32, salt=None, info=b"governance.lib.seal").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
