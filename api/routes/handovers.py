"""Handovers: custody offered to another party of the region, accepted or rejected."""

from __future__ import annotations

from uuid import UUID

from api.auth import Member
from api.command import Call, CommandBody, command
from api.fields import Code, PartyId, SiteId, whole
from api.routes.hiding import hidden
from api.routes.receipts import Arrivals, Goods
from domain import commands
from domain.commands.goods import Outcome
from domain.handover import Handover


class HandoverOffer(CommandBody):
    """What is offered to whom; the offer's id is what the other side scans."""

    site: SiteId
    to_party: PartyId
    goods: Goods


class HandoverAcceptance(CommandBody):
    """What came over, as the taker weighed it; `from_site`: where the offer was made."""

    from_site: SiteId
    to_site: SiteId
    arrivals: Arrivals


class HandoverRejection(CommandBody):
    reason: Code


@command("/handovers", Member)
def offer_handover(call: Call, body: HandoverOffer) -> Outcome:
    """Offer custody of goods."""
    return commands.offer_handover(call.desk, site=body.site, to_party=body.to_party, goods=whole(body.goods))


@command("/handovers/{handover}/acceptances", Member)
def accept_handover(call: Call, body: HandoverAcceptance, handover: UUID) -> Outcome:
    """Accept an offer."""
    call.desk.own_site(body.to_site)
    with hidden(call, Handover, handover):
        return commands.accept_handover(
            call.desk,
            handover=handover,
            from_site=body.from_site,
            to_site=body.to_site,
            arrivals=[one.read() for one in body.arrivals],
        )


@command("/handovers/{handover}/rejections", Member)
def reject_handover(call: Call, body: HandoverRejection, handover: UUID) -> Outcome:
    """Reject an offer."""
    with hidden(call, Handover, handover):
        return commands.reject_handover(call.desk, handover=handover, reason=body.reason)
