"""The door the web server enters by."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402 -- after Django is up

import config.celery  # noqa: E402, F401 -- a view's nudge needs the broker's address; after Django is up

# Everything that lives as long as the process is loaded now and never looked through again: on a
# heap of this size the collector's full rounds were a tenth of a page.
get_resolver().url_patterns  # noqa: B018 -- asked for what it loads
gc.collect()
gc.freeze()
