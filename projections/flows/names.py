"""What products are called, how they are measured and when they are in season: from the commons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from projections.ask import ask
from store.settings import COMMONS


@dataclass(frozen=True, slots=True)
class Product:
    """`season`: its months in order, empty for all year."""

    product: str
    name_zh: str
    name_en: str
    category: str
    measure: str
    season: tuple[int, ...]


class _Row(NamedTuple):
    product: str
    name_zh: str
    name_en: str
    category: str
    measure: str
    season: str


PRODUCTS = "SELECT product, name_zh, name_en, category, measure, season FROM {schema}.flows_product"


async def products(connection: AsyncConnection[TupleRow]) -> dict[str, Product]:
    """Every registered product by its GTIN."""
    ((_, rows),) = await ask(connection, (COMMONS,), PRODUCTS, {}, _Row)
    return {row.product: Product(*row[:5], tuple(map(int, filter(None, row.season.split(","))))) for row in rows}
