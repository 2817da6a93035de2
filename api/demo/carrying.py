"""Onto pallets, onto a lorry, over the road, and through the gate of a market in another city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from api.demo.cast import Business
from api.demo.crops import names
from api.demo.day import Day, Share, Wish
from api.demo.plan import How, Personal, entered, kg
from domain import commands
from domain.commands.goods import Amount, Goods
from domain.commands.receiving import Arrival
from domain.commands.shipping import Destination
from domain.place import distance_km
from domain.values import ZERO, Proof

PALLET: Final = Decimal(720)
"""Kilograms on one pallet."""
PALLETS: Final = 3
"""Of a lot; what is more travels loose in crates."""
CARTONS: Final = 6
ROAD: Final = 1.3
"""Road kilometres by kilometre as the crow flies."""
KILOMETRES_AN_HOUR: Final = 62


@dataclass(frozen=True, slots=True)
class Load:
    """A shipment as it left."""

    shipment: UUID
    shares: list[Share]
    stall: Business
    pallets: tuple[str, ...]


def pack(day: Day, lots: list[Share]) -> list[Share]:
    """Lots onto pallets, at most PALLETS each; birds and the rest stay loose."""
    if day.crop.measure != "kg":
        return lots
    packed: list[Share] = []
    for lot in lots:
        left = lot.quantity
        for _ in range(PALLETS):
            quantity = min(PALLET, left)
            if quantity < 40:
                break
            day.pass_minutes(4, 12)
            packed += _pallet(day, lot.lot, quantity)
            left -= quantity
        packed += [Share(lot.lot, left)] if left else []
    return packed


def lorries(day: Day, shares: list[Share]) -> list[tuple[str, list[Share]]]:
    """What goes to which market: an ordinary day's load to two of them, else all to one."""
    markets = day.crop.markets
    first, second = markets[day.number % len(markets)], markets[(day.number + 1) % len(markets)]
    if day.wish != Wish() or first == second or len(shares) == 1:
        return [(day.wish.market or first, shares)]
    return [(first, shares[::2]), (second, shares[1::2])]


def send(day: Day, market: str, shares: list[Share]) -> Load:
    """By a carrier of the city, under seal; the plate and the driver's phone are in the vault."""
    stalls = day.cast.stalls[market]
    stall = stalls[(day.crop.item + day.number) % len(stalls)]
    pallets = tuple(dict.fromkeys(day.pallets[share.unit] for share in shares if share.unit))
    carrier = day.chance.pick(day.cast.carriers[day.crop.region])
    seal = f"FQ{day.chance.digits(6)}"
    day.pass_minutes(30, 90)
    if "receipt_without_dispatch" in day.wish.troubles:
        day.pass_minutes(300, 360)  # the sender's phone never told of it
        return Load(day.chance.command(day.at), shares, stall, pallets)
    driver = f"{day.chance.pick(names().surnames.split())}师傅"
    lorry = {"plate": f"粤示{day.chance.digits(5)}", "driver": driver, "phone": f"120{day.chance.digits(8)}"}
    shipment = day.at_packhouse(
        commands.dispatch_shipment,
        How(personal=Personal("vehicle", "driver of {command}", lorry)),
        to=Destination(stall.region, stall.site, stall.county, stall.party),
        carrier=carrier,
        mode="road",
        purpose="sale",
        returns="",
        goods=[Goods(share.lot, amount(day, share.quantity)) for share in shares if not share.unit],
        units=dict.fromkeys(pallets, ()),
        seal=seal,
        vehicle="",
    )
    day.lots.setdefault("pallet", next(iter(pallets), ""))
    _on_the_road(day, shipment, stall, carrier, seal)
    return Load(shipment, shares, stall, pallets)


def receive(day: Day, load: Load) -> list[Share]:
    """The stall's own fact in its own region; what is short or rejected stays a difference."""
    troubles = day.wish.troubles
    if "unmatched_dispatch" in troubles:
        day.plan.plant(
            "unmatched_dispatch", day.crop.region, load.shipment, lot=load.shares[0].lot, site=load.stall.site
        )
        return []
    day.pass_minutes(20, 70)
    short = _lost(day, load)
    command = _write_receipt(day, load, short)
    for kind in ("receipt_difference", "receipt_without_dispatch"):
        if kind in troubles:
            day.plan.plant(kind, load.stall.region, command, lot=load.shares[0].lot, site=load.stall.site)
    if "double_receipt" in troubles:
        day.at += timedelta(minutes=25)
        again = _write_receipt(day, load, short, offline=True)
        day.plan.plant("double_receipt", load.stall.region, again, lot=load.shares[0].lot, site=load.stall.site)
    if "seal_mismatch" in troubles:
        day.plan.plant("seal_mismatch", day.crop.region, load.shipment, lot=load.shares[0].lot, site=load.stall.site)
    first, *others = load.shares
    return [Share(first.lot, first.quantity - short, first.unit), *others]


def amount(day: Day, quantity: Decimal) -> Amount:
    return kg(quantity) if day.crop.measure == "kg" else entered(quantity, "yu")


def _pallet(day: Day, lot: str, quantity: Decimal) -> list[Share]:
    """One pallet, of crates or of cartons that have codes of their own."""
    pallet = day.plan.keys.unit(1)
    day.pallets[pallet] = pallet
    if not day.wish.cartons:
        goods = [Goods(lot, kg(quantity))]
        day.at_packhouse(commands.pack_unit, unit=pallet, kind="pallet", goods=goods, units=())
        return [Share(lot, quantity, pallet)]
    each = (quantity / (CARTONS + 1)).quantize(Decimal("0.5"))
    cartons = [day.plan.keys.unit(0) for _ in range(CARTONS)]
    for carton in cartons:
        day.at_packhouse(commands.pack_unit, unit=carton, kind="carton", goods=[Goods(lot, kg(each))], units=())
        day.pallets[carton] = pallet
        day.at += timedelta(minutes=1)
    rest = quantity - each * CARTONS
    goods = [Goods(lot, kg(rest))]
    day.at_packhouse(commands.pack_unit, unit=pallet, kind="pallet", goods=goods, units=tuple(cartons))
    day.lots["carton"] = cartons[0]
    return [Share(lot, rest, pallet), *(Share(lot, each, carton) for carton in cartons)]


def _on_the_road(day: Day, shipment: UUID, stall: Business, carrier: str, seal: str) -> None:
    """Hours by distance; into Hong Kong another lorry takes over at the border."""
    region, house = day.crop.region, day.packhouse
    hours = distance_km(house.place, stall.place) * ROAD / KILOMETRES_AN_HOUR
    day.at += timedelta(minutes=5 * round(hours * 12)) + day.chance.minutes(20, 80)
    if stall.region == "elsewhere":
        other = day.cast.carriers[region][-1]
        day.plan.tell(
            region,
            carrier,
            day.at,
            commands.hand_over_shipment,
            shipment=shipment,
            to_party=other,
            county="440303",
            seal=seal,
        )
        carrier = other
        day.pass_minutes(60, 180)
    found = f"FQ{day.chance.digits(6)}" if "seal_mismatch" in day.wish.troubles else seal
    day.plan.tell(
        region,
        carrier,
        day.at,
        commands.arrive_shipment,
        shipment=shipment,
        site=stall.site,
        county=stall.county,
        seal=found,
    )


def _lost(day: Day, load: Load) -> Decimal:
    """Nothing, or what fell off the lorry (planted), always of the first line."""
    if "receipt_difference" not in day.wish.troubles:
        return ZERO
    return (load.shares[0].quantity * Decimal("0.06")).quantize(Decimal("0.5"))


def _write_receipt(day: Day, load: Load, short: Decimal, *, offline: bool = False) -> UUID:
    stall, house = load.stall, day.packhouse
    arrivals = [
        Arrival(
            share.lot,
            accepted=amount(day, share.quantity - (0 if number else short)),
            expected=amount(day, share.quantity),
            reason="" if number or not short else "crushed",
            unit=share.unit,
        )
        for number, share in enumerate(load.shares)
    ]
    return day.plan.tell(
        stall.region,
        stall.party,
        day.at,
        commands.receive_goods,
        How(offline=offline),
        site=stall.site,
        kind="shipment",
        reference=str(load.shipment),
        from_party=house.party,
        from_region=house.region,
        from_site=house.site,
        from_county=house.county,
        arrivals=arrivals,
        units=tuple(dict.fromkeys((*load.pallets, *(share.unit for share in load.shares if share.unit)))),
        proof=Proof("certificate_number", f"HGZ{house.county}{day.at:%y%m%d}{day.chance.digits(4)}"),
    )
