"""What the home page shows of a demo, apart from what plans one: serving imports no planner."""

from __future__ import annotations

from typing import NamedTuple


class DemoLabel(NamedTuple):
    """A code worth scanning; `url_path` begins with a slash. `product` is its Chinese name."""

    title: str
    url_path: str
    product: str
    region: str
    title_en: str
    product_en: str
