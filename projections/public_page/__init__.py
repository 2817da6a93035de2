"""What does a buyer see? A finished fragment for each lot and region, put together when its code is scanned."""

from projections.public_page.projection import PublicPage

__all__ = ["PublicPage"]
