"""The door the web server enters by."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
application = get_wsgi_application()

import config.celery  # noqa: E402, F401 -- a view's nudge needs the broker's address; after Django is up
