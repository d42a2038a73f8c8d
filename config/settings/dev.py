"""The embedded profile: one machine, SQLite, no proxy; DEBUG=1 adds Django's error pages."""

from config.settings import env
from config.settings.base import *  # noqa: F403 -- a profile is the base plus its few differences
from config.settings.base import VAR

SECRET_KEY = env.generated_secret("SECRET_KEY", VAR / "secret-key")
DEBUG = env.flag("DEBUG", default=False)
WHITENOISE_AUTOREFRESH = DEBUG
# Passkeys at http://localhost, where there is no certificate.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
