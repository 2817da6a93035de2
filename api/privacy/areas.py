"""The routes of personal data, one module a noun."""

from __future__ import annotations

from api.privacy import consents, erasures, held, notices

AREAS = (notices, consents, held, erasures)
