"""Does mass in equal mass out, per lot, site, product and season; and where does it not?"""

from projections.balance.projection import Balance

__all__ = ["Balance"]
