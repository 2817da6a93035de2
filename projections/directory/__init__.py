"""What is registered, and which papers has a party? The lists that the screens of a city choose from."""

from projections.directory.cases import CaseFile, cases
from projections.directory.members import Member, Standing, members, standing
from projections.directory.projection import Directory
from projections.directory.views import (
    Lot,
    Mark,
    Paper,
    Party,
    Product,
    Roll,
    Scope,
    Site,
    Stock,
    lots,
    products,
    sites,
    stocks,
)

__all__ = [
    "CaseFile",
    "Directory",
    "Lot",
    "Mark",
    "Member",
    "Paper",
    "Party",
    "Product",
    "Roll",
    "Scope",
    "Site",
    "Standing",
    "Stock",
    "cases",
    "lots",
    "members",
    "products",
    "sites",
    "standing",
    "stocks",
]
