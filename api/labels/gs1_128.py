"""GS1-128 of a logistic unit: the bars of (00) and its SSCC."""

from __future__ import annotations

from barcode.codex import Gs1_128

QUIET = 10
"""Modules of white on both sides of the bars (GS1 General Specifications 5.4.4)."""


def bars(sscc: str) -> tuple[bool, ...]:
    """156 modules: start C, FNC1, ten pairs of digits, check symbol and stop; decoders report `]C1` and `00...`."""
    return tuple(module == "1" for module in Gs1_128(f"00{sscc}").build()[0])


def human_readable(sscc: str) -> str:
    """The interpretation under the bars: (00), extension digit, company and serial digits in fours, check digit."""
    return f"(00) {sscc[0]} {sscc[1:5]} {sscc[5:9]} {sscc[9:13]} {sscc[13:17]} {sscc[17]}"
