"""Register parties, sites and products."""

from __future__ import annotations

from decimal import Decimal

from domain.commands.goods import Outcome
from domain.credit_code import read_credit_code
from domain.errors import AlreadyRegistered, NotYours, WrongStore
from domain.gs1 import mint_gln, mint_gtin, mint_pgln
from domain.party import Party
from domain.product import Product
from domain.region import COMMONS, Desk
from domain.site import Site
from domain.values import Pack, Point, Yield


def register_party(
    desk: Desk,
    *,
    party: str,
    prefix: str,
    kind: str,
    name: str,
    county: str,
    credit_code: str,
    cooperative: str,
    vault: str,
) -> Outcome:
    """A household in its home region, everybody else in the commons; a PGLN is minted where none is given.

    Administrators register anybody. A cooperative registers households as its own: it may act for those, so nobody else
    may call himself theirs. Raises WrongCreditCode: a slip of the finger could never be verified.
    """
    if (kind == "household") == (desk.region.region == COMMONS):
        raise WrongStore(kind=kind, region=desk.region.region)
    cooperates = desk.party(cooperative).kind == "cooperative" if cooperative else False
    own = kind == "household" and cooperative == desk.act.party and cooperates
    if not own and desk.act.role != "administrator":
        raise NotYours(kind=kind, cooperative=cooperative)
    attempt = 0
    key = party or str(mint_pgln(prefix, desk.act.id))
    while not party and desk.is_known(key):
        attempt += 1
        key = str(mint_pgln(prefix, desk.act.id, attempt))
    if desk.is_known(key):
        raise AlreadyRegistered(party=key)
    desk.load(Party, key).register(
        desk.act,
        party=key,
        kind=kind,
        name=name,
        county=county,
        credit_code=read_credit_code(credit_code) if credit_code else "",
        cooperative=cooperative,
        vault=vault,
    )
    return {"party": key}


def register_site(
    desk: Desk,
    *,
    site: str,
    prefix: str,
    party: str,
    kind: str,
    name: str,
    county: str,
    town: str,
    point: Point | None,
    outline: tuple[Point, ...],
    datum: str,
    area_mu: Decimal | None,
    vault: str,
) -> Outcome:
    """A site of the acting party (or of a household it acts for); a GLN is minted where none is given.

    A GLN of one's own is taken when it names nothing else yet, or the very party whose site it is (GS1 General
    Specifications 2.4: one number may name a legal entity and its place).
    """
    if desk.region.region == COMMONS:
        raise WrongStore(kind=kind, region=COMMONS)
    desk.must_act_for(desk.party(party).party)
    if site and site != party and desk.is_known(site):
        raise NotYours(site=site)
    attempt = 0
    key = site or str(mint_gln(prefix, desk.act.id))
    while not site and desk.load(Site, key).site:
        attempt += 1
        key = str(mint_gln(prefix, desk.act.id, attempt))
    desk.load(Site, key).register(
        desk.act,
        site=key,
        party=party,
        kind=kind,
        name=name,
        county=county,
        town=town,
        point=point,
        outline=outline,
        datum=datum,
        area_mu=area_mu,
        vault=vault,
    )
    return {"site": key}


def register_product(
    desk: Desk,
    *,
    product: str,
    prefix: str,
    name_zh: str,
    name_en: str,
    category: str,
    measure: str,
    county: str,
    origin_mark: str,
    packs: tuple[Pack, ...],
    yields: tuple[Yield, ...],
    season: tuple[int, ...],
    certificate: bool,
    keeping_days: int | None,
    cap_per_mu: Decimal | None,
    demo: bool,
) -> Outcome:
    """A product of the commons, by an administrator; a GTIN is minted where none is given."""
    if desk.region.region != COMMONS:
        raise WrongStore(kind="product", region=desk.region.region)
    if desk.act.role != "administrator":
        raise NotYours(product=product)
    attempt = 0
    key = product or str(mint_gtin(prefix, 0, desk.act.id))
    while not product and desk.load(Product, key).product:
        attempt += 1
        key = str(mint_gtin(prefix, 0, desk.act.id, attempt))
    desk.load(Product, key).register(
        desk.act,
        product=key,
        name_zh=name_zh,
        name_en=name_en,
        category=category,
        measure=measure,
        county=county,
        origin_mark=origin_mark,
        packs=packs,
        yields=yields,
        season=season,
        certificate=certificate,
        keeping_days=keeping_days,
        cap_per_mu=cap_per_mu,
        demo=demo,
    )
    return {"product": key}
