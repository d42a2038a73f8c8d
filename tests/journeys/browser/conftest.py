"""The windows of the browser tests, for the journeys as well."""

from tests.browser.conftest import chrome, visitor

__all__ = ["chrome", "visitor"]
