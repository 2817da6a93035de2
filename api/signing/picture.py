"""A QR code for a screen: what a phone beside it is to open. Nothing of it is remembered, for it is a secret."""

from __future__ import annotations

from base64 import b64encode

from api.labels.qr import QUIET, modules


def qr_picture(text: str) -> str:
    """An SVG of black on white with its quiet zone, as the address of an image. `text` must be ASCII."""
    rows = modules(text)
    side = len(rows) + 2 * QUIET
    dark = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, black in enumerate(row) if black
    )
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{dark}"/></svg>'
    )
    return f"data:image/svg+xml;base64,{b64encode(drawn.encode()).decode()}"
