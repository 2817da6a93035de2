"""What the journeys through HTTP share with the tests of the API: the application, and people at work in it."""

from tests.api.conftest import app, client, followers, people, settings

__all__ = ["app", "client", "followers", "people", "settings"]
