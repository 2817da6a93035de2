"""What everybody is told before they give anything: what is kept, what for, by which law, and for how long."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.auth import Anyone
from api.language import language
from api.privacy.retention import TERMS, VERSION
from api.signing.answers import answer
from scanner_app.words import word

router = APIRouter(prefix="/v1/people", tags=["privacy"])
READ: Final = "notice"
"""The purpose under which it is kept that somebody read the notice."""
PURPOSES: Final = (READ, *sorted({term.consent for term in TERMS.values() if term.consent}))
"""What people may agree to, one by one."""


class KeptTold(BaseModel):
    """One kind of data. `consent`: the purpose that must be agreed to; empty: it is kept by law or contract.

    `least_years`: how long a law wants it, also against one's will; `most_years`: after which it goes; null: with the
    account.
    """

    kind: str
    name: str
    fields: list[str]
    purpose: str
    law: str
    consent: str
    least_years: int
    most_years: int | None


class Notice(BaseModel):
    """In the language that was asked for."""

    version: str
    language: str
    title: str
    text: str
    rights: str
    kept: list[KeptTold]


@router.get("/notice", operation_id="read_notice", response_model=Notice)
def read_notice(request: Request, _: Anyone) -> Response:
    """The notice about personal information (PIPL article 17)."""
    lang = language(request)
    kept = [
        {
            "kind": kind,
            "name": word(lang, f"privacy.kind.{kind}"),
            "fields": [word(lang, f"privacy.field.{field}") for field in term.fields],
            "purpose": word(lang, f"privacy.purpose.{kind}"),
            "law": term.law,
            "consent": term.consent,
            "least_years": term.least,
            "most_years": term.most,
        }
        for kind, term in TERMS.items()
    ]
    told = {name: word(lang, f"privacy.{name}") for name in ("title", "text", "rights")}
    return answer({"version": VERSION, "language": lang, **told, "kept": kept})
