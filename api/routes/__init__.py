"""One file per noun: what a body may say, and the one thing of the domain that it is carried out by."""

from api.routes import (
    cases,
    corrections,
    handovers,
    harvests,
    labels,
    parties,
    products,
    receipts,
    sales,
    shipments,
    sites,
    standings,
    stocks,
    transformations,
    units,
)

__all__ = [
    "cases",
    "corrections",
    "handovers",
    "harvests",
    "labels",
    "parties",
    "products",
    "receipts",
    "sales",
    "shipments",
    "sites",
    "standings",
    "stocks",
    "transformations",
    "units",
]
