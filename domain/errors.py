"""Why a command is refused: one class a reason; the docstring is the message, `scanner_app/words` has the Chinese.

Refused
├─ Malformed (the command is wrong in itself)
│  ├─ TooFarAhead, TooLate, RepeatedLot, NothingToDo, WrongMeasure, FinerThanGrams, ProofMissing, UnknownPack
├─ Unknown (names something that is not there)
│  ├─ UnknownParty, UnknownSite, UnknownProduct, UnknownLot, UnknownUnit, UnknownShipment, UnknownHandover, ...
├─ NotYours (other parties' things), OutsideJurisdiction
└─ Disagrees (the facts so far say otherwise)
   ├─ InsufficientStock, StockHeld, StockOverdrawn, DoesNotBalance, AlreadyRegistered, ...
"""

from __future__ import annotations


class Refused(Exception):
    """The command was refused."""

    def __init__(self, **details: object) -> None:
        super().__init__(self.__class__.__doc__)
        self.details = details


class Malformed(Refused):
    """The command is wrong in itself."""


class TooFarAhead(Malformed):
    """The time of the fact lies more than 10 minutes in the future."""


class TooLate(Malformed):
    """The fact is more than 30 days old; a supervisor must record it and say why."""


class RepeatedLot(Malformed):
    """The same lot is named twice."""


class NothingToDo(Malformed):
    """The command names no goods, or would leave them where they are."""


class WrongMeasure(Malformed):
    """The lot is counted in another measure (kilograms or pieces); weigh it to convert."""


class WrongStore(Malformed):
    """Households and sites belong to a city's region; enterprises and products to the commons."""


class NoSuchRegion(Malformed):
    """No city's region of this name is configured here."""


class WrongProduct(Malformed):
    """The labels are of another product than the lot."""


class ContentsMissing(Malformed):
    """A form that was filled in offline must say what the logistic unit holds."""


class ProofMissing(Malformed):
    """No proof of quality was given, and no reason for its absence (无证不得收购)."""


class Unknown(Refused):
    """The command names something that is not there."""


class UnknownParty(Unknown):
    """No such party is registered."""


class UnknownSite(Unknown):
    """No such site is registered in this region."""


class UnknownProduct(Unknown):
    """No such product is registered."""


class UnknownLot(Unknown):
    """No such lot is known at this site."""


class UnknownUnit(Unknown):
    """No such logistic unit is known in this region."""


class UnknownShipment(Unknown):
    """No such shipment was dispatched from this region."""


class UnknownHandover(Unknown):
    """No such offer is known in this region."""


class UnknownSale(Unknown):
    """No such sale is known in this region."""


class UnknownRoll(Unknown):
    """No such roll of labels was issued in this region."""


class UnknownFact(Unknown):
    """No such fact can be corrected here."""


class NotYours(Refused):
    """This belongs to another party."""


class OutsideJurisdiction(Refused):
    """This lies outside your jurisdiction."""


class Disagrees(Refused):
    """The facts so far say otherwise."""


class AlreadyRegistered(Disagrees):
    """It is registered already, with other content."""


class InsufficientStock(Disagrees):
    """There is not that much of this lot here."""


class StockHeld(Disagrees):
    """The lot is on hold (暂停销售) and may not be sold, mixed or shipped."""


class StockOverdrawn(Disagrees):
    """More of this lot has left than ever came; resolve that first."""


class DoesNotBalance(Disagrees):
    """What goes in does not match what comes out."""


class MoreThanSold(Disagrees):
    """More comes back than was sold."""


class AlreadyDecided(Disagrees):
    """This was accepted, rejected or released before."""


class LotTaken(Disagrees):
    """A lot of this code exists already."""


class UnitNotHere(Disagrees):
    """The logistic unit is not at this site."""


class UnitEmpty(Disagrees):
    """The logistic unit holds nothing."""


class LabelSpoken(Disagrees):
    """These labels are bound to another lot or void."""


class NotOverdrawn(Disagrees):
    """The stock is not overdrawn."""


class NotHeld(Disagrees):
    """There is no such hold on this lot."""
