"""The embedded profile with one page more: a bare view behind the same middleware, to compare with."""

from config.settings.dev import *  # noqa: F403, TID251 -- a profile is the base plus its few differences

ROOT_URLCONF = "benchmarks.urls"
API_REQUESTS_PER_MINUTE = 1_000_000
