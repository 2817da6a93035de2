"""What does a buyer see? A finished fragment for each lot and region, put together when its code is scanned."""

from projections.public_page.names import Veil, unnamed
from projections.public_page.page import LotPage, Origin, lot_page
from projections.public_page.projection import PublicPage
from projections.public_page.stages import Stage
from projections.public_page.things import (
    LabelState,
    ProductPage,
    SitePage,
    UnitLot,
    UnitPage,
    label_state,
    product_page,
    site_page,
    unit_page,
)

__all__ = [
    "LabelState",
    "LotPage",
    "Origin",
    "ProductPage",
    "PublicPage",
    "SitePage",
    "Stage",
    "UnitLot",
    "UnitPage",
    "Veil",
    "label_state",
    "lot_page",
    "product_page",
    "site_page",
    "unit_page",
    "unnamed",
]
