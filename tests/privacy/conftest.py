"""The application with phones on the street, for what people ask about their data."""

from tests.api.conftest import app, client, followers, people, settings
from tests.api.signing.conftest import street

__all__ = ["app", "client", "followers", "people", "settings", "street"]
