"""From a label and a size to places: which layout, and the words every layout uses."""

from __future__ import annotations

from dataclasses import replace

from api.labels.drawing import Drawing
from api.labels.font import printable
from api.labels.label import Label, UnprintableLabel
from api.labels.layout_large import lay_out_large, lay_out_logistic
from api.labels.layout_small import lay_out_small
from api.labels.paper import Grid, Size


def lay_out(label: Label, size: Size, grid: Grid) -> Drawing:
    """Every shape of `label` on `grid`. Raises `UnprintableLabel` for an SSCC on anything but 100x150."""
    label = replace(
        label,
        product_zh=printable(label.product_zh),
        product_en=printable(label.product_en),
        lot=printable(label.lot),
        serial=printable(label.serial),
        origin=printable(label.origin),
        quantity=printable(label.quantity),
        party=printable(label.party),
    )
    if size != "100x150":
        if label.sscc:
            raise UnprintableLabel("sscc: GS1-128 needs the 100x150 label")
        return lay_out_small(label, size, grid)
    return lay_out_logistic(label, grid) if label.sscc else lay_out_large(label, grid)
