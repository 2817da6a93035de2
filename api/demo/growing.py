"""Dawn to noon: households harvest and bring their lots to the packhouse, which asks for a proof (无证不得收购)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from api.demo.cast import Grower
from api.demo.day import Day, Share
from api.demo.plan import ONLINE, How, entered, kg
from domain import commands
from domain.commands.goods import Goods
from domain.commands.receiving import Arrival
from domain.lot_code import RANDOM_BITS, mint_lot_code
from domain.values import Proof

DELIVERIES: Final = (4, 7)
HANDED_SHORT: Final = Decimal(15)
HALF: Final = Decimal("0.5")
PROOFS: Final = ("certificate_number",) * 14 + ("certificate_photo",) * 3 + ("test",) * 2 + ("none",)


def gather(day: Day) -> list[Share]:
    """Harvests, deliveries, purchases; the lots that are at the packhouse then."""
    if not day.growers:
        return [_bought(day)]
    gathered: list[Share] = []
    dawn, delivered = day.at, [day.at]
    for number, grower in enumerate(_who(day)):
        day.at = dawn
        wanted = day.lots["harvested"] if number == 1 and day.wish.shared_code else ""
        share = _harvest(day, grower, wanted)
        if share is None:
            continue
        day.lots.setdefault("harvested", share.lot)
        taken = _deliver(day, grower, share)
        gathered += [taken] if taken else []
        delivered.append(day.at)
    day.at = max(delivered)
    return gathered


def proof_of(day: Day, kind: str) -> Proof:
    """As the 承诺达标合格证 has it: a number, a photo, a test, or none with the reason."""
    match kind:
        case "certificate_number":
            return Proof(kind, f"HGZ{day.crop.county}{day.at:%y%m%d}{day.chance.digits(4)}")
        case "certificate_photo":
            return Proof(kind, evidence=day.chance.sha256())
        case "test":
            return Proof(kind, f"KJ{day.at:%y%m%d}{day.chance.digits(4)}")
        case _:
            return Proof("none", reason="grower_had_none")


def _who(day: Day) -> list[Grower]:
    """Those whose turn it is."""
    growers = sorted(day.growers, key=lambda grower: grower.asked)
    return day.chance.some(growers[: DELIVERIES[1] + 2], day.chance.whole(*DELIVERIES))


def _harvest(day: Day, grower: Grower, wanted: str) -> Share | None:
    quantity = _how_much(day, grower)
    if quantity <= 0:
        return None
    if wanted:
        day.pass_minutes(150, 170)  # after the phone whose code it is
    grower.asked += 1
    grower.left -= quantity if day.crop.cap_per_mu else 0
    at = day.pass_minutes(0, 110)
    offline = day.chance.happens(0.3)
    lot = wanted or day.chance.lot(day.crop.product, at.date())
    command = day.plan.tell(
        day.crop.region,
        grower.party,
        at,
        commands.record_harvest,
        How(offline, at + day.chance.minutes(5, 25)) if offline else ONLINE,
        lot=lot,
        site=grower.site,
        amount=entered(quantity, day.crop.entered),
    )
    if not (offline or wanted) and day.crop.measure == "kg" and day.chance.happens(0.015):
        return _correct(day, grower, Share(lot, quantity), command)
    if wanted:
        own = _own_lot(day, command.int, at)
        day.plan.plant("code_collision", day.crop.region, command, lot=own, site=grower.site)
        return Share(own, quantity)
    return Share(lot, quantity)


def _correct(day: Day, grower: Grower, share: Share, harvest: UUID) -> Share:
    """A basket was counted twice."""
    right = Share(share.lot, share.quantity * Decimal("0.96") // HALF * HALF)
    day.plan.tell(
        day.crop.region,
        grower.party,
        day.pass_minutes(8, 25),
        commands.correct_harvest,
        fact=harvest,
        lot=share.lot,
        site=grower.site,
        amount=entered(right.quantity, day.crop.entered),
        reason="counted_twice",
    )
    return right


def _how_much(day: Day, grower: Grower) -> Decimal:
    """What the plot bears this time: an even part of the season's crop, below the cap; whole baskets of half a kilo."""
    crop = day.crop
    if crop.each:
        return Decimal(day.chance.whole(*crop.each))
    assert crop.cap_per_mu is not None
    turns = max(1, crop.days * sum(DELIVERIES) // 2 // crop.growers + 1)
    fair = grower.area_mu * crop.cap_per_mu * 1000 / turns
    quantity = fair * day.chance.between("0.45", "0.85")
    return min(quantity, grower.left * Decimal("0.9")).quantize(HALF) // HALF * HALF


def _own_lot(day: Day, command: int, at: datetime) -> str:
    """The code that a colliding harvest gets (D4)."""
    return f"01/{day.crop.product}/10/{mint_lot_code(at.date(), command & ((1 << RANDOM_BITS) - 1))}"


def _deliver(day: Day, grower: Grower, share: Share) -> Share | None:
    """To the packhouse: by handover of a member, by purchase, or refused and brought again."""
    house = day.packhouse
    day.pass_minutes(70, 150)
    kind = day.wish.proof or day.chance.pick(PROOFS)
    less = "handover_difference" in day.wish.troubles and share.lot == day.lots["harvested"]
    if less or (not day.wish.proof and day.chance.happens(0.12)):
        return _hand_over(day, grower, share, HANDED_SHORT if less else Decimal(0))
    if kind == "certificate_number" and day.chance.happens(0.04):
        day.at_packhouse(commands.refuse_purchase, from_party=grower.party, lots=(share.lot,), reason="no_certificate")
        if day.chance.happens(0.3):
            return None
        day.pass_minutes(60, 110)
    weighed, difference = share.quantity, ""
    if "more_than_grown" in day.wish.troubles and share.lot == day.lots["harvested"]:
        weighed, difference = (share.quantity * Decimal("1.25")).quantize(HALF), "weighed_again"
    command = day.at_packhouse(
        commands.receive_purchase,
        from_party=grower.party,
        from_site=grower.site,
        goods=(Goods(share.lot, kg(weighed) if day.crop.measure == "kg" else entered(weighed, "yu")),),
        proof=proof_of(day, kind),
        difference=difference,
    )
    if difference:
        day.plan.plant("more_than_grown", day.crop.region, command, lot=share.lot, site=house.site)
    if kind == "none":
        day.lots.setdefault("unproven", share.lot)
    return Share(share.lot, weighed)


def _hand_over(day: Day, grower: Grower, share: Share, short: Decimal) -> Share:
    """Custody only: a member's lot, offered on one phone and accepted on another; what is `short` stays behind."""
    taken = share.quantity - short
    region, amount = day.crop.region, entered(share.quantity, day.crop.entered)
    offered = day.plan.tell(
        region,
        grower.party,
        day.at,
        commands.offer_handover,
        site=grower.site,
        to_party=day.packhouse.party,
        goods=(Goods(share.lot, amount),),
    )
    day.at += timedelta(minutes=4)
    accepted = day.plan.tell(
        region,
        day.packhouse.party,
        day.at,
        commands.accept_handover,
        handover=offered,
        from_site=grower.site,
        to_site=day.packhouse.site,
        arrivals=(Arrival(share.lot, accepted=entered(taken, day.crop.entered), expected=amount),),
    )
    if short:
        day.plan.plant("handover_difference", region, accepted, lot=share.lot, site=day.packhouse.site)
    return Share(share.lot, taken)


def _bought(day: Day) -> Share:
    """What no grower of these cities brought: a supplier's lot, on a sales voucher."""
    quantity = _how_much(day, Grower("", "", 0, Decimal(0)))
    lot = f"01/{day.crop.product}/10/{day.at:%y%m%d}HLJ{day.chance.digits(4)}"
    day.pass_minutes(120, 200)
    day.at_packhouse(
        commands.receive_goods,
        kind="voucher",
        reference=f"XS{day.chance.digits(10)}",
        from_party="",
        from_region="elsewhere",
        from_site="",
        from_county="",
        arrivals=(Arrival(lot, accepted=kg(quantity), expected=kg(quantity)),),
        units=(),
        proof=proof_of(day, "test"),
    )
    return Share(lot, quantity)
