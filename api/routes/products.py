"""Products: what is traded, kept in the commons by administrators."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from api.auth import Administrator
from api.command import Call, CommandBody, command
from api.fields import Body, Code, CountyCode, ProductId, Text, one_line
from api.policy import can
from api.policy.registers import Product as ProductEntry
from domain import commands
from domain.commands.goods import Outcome
from domain.errors import OutsideJurisdiction
from domain.values import Pack, Yield

Decimals = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}(\.[0-9]{1,3})?$")]


class PackBody(Body):
    """A trade pack: the code or name of its unit, and what it holds."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=20), AfterValidator(one_line)]
    kilograms: Decimals


class YieldBody(Body):
    """How much may come out of one kilogram in, at a step; who says so."""

    step: Code
    low: Decimals
    high: Decimals
    source: Text | None = None
    verified: bool = False


class NewProduct(CommandBody):
    """A GTIN names product and pack, never a grower; one is minted where none is given."""

    product: ProductId | None = None
    name_zh: Text
    name_en: Text
    category: Code
    measure: Literal["kg", "piece"] = "kg"
    county: CountyCode | None = None
    origin_mark: Text | None = None
    packs: Annotated[tuple[PackBody, ...], Field(max_length=20)] = ()
    yields: Annotated[tuple[YieldBody, ...], Field(max_length=20)] = ()
    season: Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], Field(max_length=12)] = ()
    certificate: bool = True
    keeping_days: Annotated[int, Field(ge=1, le=36500)] | None = None
    cap_per_mu: Decimals | None = None
    demo: bool = False


@command("/products", Administrator)
def register_product(call: Call, body: NewProduct) -> Outcome:
    """Register a product."""
    county = body.county or ""
    if not can(call.actor, "register", ProductEntry(county)):
        raise OutsideJurisdiction(county=county)
    return commands.register_product(
        call.desk,
        product=body.product or "",
        prefix=call.regions.settings.company_prefix,
        name_zh=body.name_zh,
        name_en=body.name_en,
        category=body.category,
        measure=body.measure,
        county=county,
        origin_mark=body.origin_mark or "",
        packs=tuple(Pack(one.name, Decimal(one.kilograms)) for one in body.packs),
        yields=tuple(_yield(one) for one in body.yields),
        season=body.season,
        certificate=body.certificate,
        keeping_days=body.keeping_days,
        cap_per_mu=Decimal(body.cap_per_mu) if body.cap_per_mu else None,
        demo=body.demo,
    )


def _yield(one: YieldBody) -> Yield:
    return Yield(one.step, Decimal(one.low), Decimal(one.high), one.source or "", one.verified)
