"""What the journeys share: the application through HTTP with the tests of the API, and a town of people at browsers."""

from tests.api.conftest import app, client, followers, people, settings
from tests.journeys.town import another, browser, context, issuer, page, town

__all__ = [
    "another",
    "app",
    "browser",
    "client",
    "context",
    "followers",
    "issuer",
    "page",
    "people",
    "settings",
    "town",
]
