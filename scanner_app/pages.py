"""Turns a template and plain values into a page, in one language."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from scanner_app import assets
from scanner_app.times import when
from scanner_app.words import LANGUAGES, word

FOLDER: Final = Path(__file__).parent / "templates"


def render(template: str, lang: str, *, demo: bool = False, **values: object) -> str:
    """The finished HTML of `templates/{template}`.

    Every template sees, beside `values`: `lang`, `languages`, `t(key, **values)` for words, `asset(name)` for the
    address of a static file, `inline(name)` for its content, the filters `when(lang)` for ISO days and times
    and `segment` for one segment of a path, and `demo`, which base.html says unmissably.
    """
    return environment().get_template(template).render(t=partial(word, lang), lang=lang, demo=demo, **values)


@cache
def environment() -> Environment:
    """The one Jinja environment: everything escaped, a name that is missing is an error."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    made.filters.update(when=when, segment=partial(quote, safe=""))
    made.globals.update(asset=assets.address, inline=_inline, languages=LANGUAGES)
    return made


def _inline(name: str) -> Markup:
    """A file of ours inside the page: trusted, never a value."""
    return Markup(assets.text(name))
