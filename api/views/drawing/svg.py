"""The few SVG elements that the views draw with; everything that was told is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape


def element(name: str, *children: str, **attributes: object) -> Markup:
    """`text_anchor="end"` is written text-anchor; `class_` is class. Strings that are no Markup are escaped."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_short(value))}"' for key, value in attributes.items()
    )
    inner = "".join(escape(child) for child in children)
    return Markup(f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>")


def picture(
    width: int, height: int, title: str, description: str, children: Iterable[Markup], *, class_: str, key: str
) -> Markup:
    """A whole picture that scales with its column; `key` makes its ids its own."""
    return element(
        "svg",
        element("title", title, id=f"{key}-t"),
        element("desc", description, id=f"{key}-d"),
        *children,
        viewBox=f"0 0 {width} {height}",
        class_=class_,
        role="img",
        aria_labelledby=f"{key}-t",
        aria_describedby=f"{key}-d",
    )


def widest(words: str, size: float) -> float:
    """How wide a text of `size` may come out in the widest of the usual fonts (DejaVu Sans, bold)."""
    return size * sum(1.0 if ord(character) > 0x2E80 else 0.68 for character in words)


def squeezed(words: str, size: float, room: float) -> dict[str, object]:
    """Attributes of a text that may be too wide for its `room` in some fonts: drawn narrower, never cut."""
    fits = widest(words, size) <= room
    return {} if fits else {"textLength": round(room), "lengthAdjust": "spacingAndGlyphs"}


def path(*parts: object) -> str:
    """Commands and numbers of a path, written short."""
    return " ".join(_short(part) for part in parts)


def _short(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
