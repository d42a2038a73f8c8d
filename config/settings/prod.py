"""The production profile: behind TLS, every secret given from outside, nothing on by default."""

from config.settings import env
from config.settings.base import *  # noqa: F403 -- a profile is the base plus its few differences
from config.settings.base import STORAGES, VAR

SECRET_KEY = env.secret("SECRET_KEY")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", env.text("ALLOWED_HOSTS"))
PUBLIC_URL = env.text("PUBLIC_URL").rstrip("/")
env.secret("DATABASE_URL")
REDIS_URL = env.secret("REDIS_URL")

WHITENOISE_USE_FINDERS = False
STATIC_ROOT = env.text("STATIC_ROOT", str(VAR / "static"))
STORAGES["staticfiles"]["BACKEND"] = "config.staticstorage.GzipManifestStorage"

SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
LANGUAGE_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
# The health pages are asked by the container's own check, over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# Believed only where the operator says that a proxy of their own sets it.
if env.flag("TRUST_FORWARDED_PROTO", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
