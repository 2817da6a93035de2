"""Why a command is refused: one class a reason; the docstring is the message, `scanner_app/words` has the Chinese.

Refused
├─ Malformed (the command is wrong in itself)
│  ├─ TooFarAhead, TooLate, RepeatedLot, NothingToDo, WrongMeasure, FinerThanGrams, ProofMissing, UnknownPack
├─ Unknown (names something that is not there)
│  ├─ UnknownParty, UnknownSite, UnknownProduct, UnknownLot, UnknownUnit, UnknownShipment, UnknownHandover, ...
├─ NotYours (other parties' things), OutsideJurisdiction, OwnStanding
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
    """Households and sites belong to a city's region; enterprises, products and cases to the commons."""


class NoSuchRegion(Malformed):
    """No city's region of this name is configured here."""


class WrongProduct(Malformed):
    """The labels are of another product than the lot."""


class ContentsMissing(Malformed):
    """A form that was filled in offline must say what the logistic unit holds."""


class WrongCreditCode(Malformed):
    """This is no unified social credit code (统一社会信用代码): its length or its check characters do not fit."""


class WrongPartyKind(Malformed):
    """This is not for a party of this kind."""


class ProofMissing(Malformed):
    """No proof of quality was given, and no reason for its absence (无证不得收购)."""


class Unknown(Refused):
    """The command names something that is not there."""


class UnknownParty(Unknown):
    """No such party is registered."""


class UnknownMember(Unknown):
    """No such person works for this party."""


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


class UnknownCase(Unknown):
    """Your authority has no case of this number."""


class UnknownFact(Unknown):
    """No such fact can be corrected here."""


class NotYours(Refused):
    """This belongs to another party."""


class OutsideJurisdiction(Refused):
    """This lies outside your jurisdiction."""


class OwnStanding(Refused):
    """Nobody decides on their own role, or on their own party's standing."""


class Disagrees(Refused):
    """The facts so far say otherwise."""


class AlreadySo(Disagrees):
    """It is so already."""


class CaseClosed(Disagrees):
    """This case was closed; a new suspicion is a new case."""


class AlreadyAMember(Disagrees):
    """You work for this party already, in another role; its manager can change that."""


class PartySuspended(Disagrees):
    """This party is suspended: until it is resumed it moves no goods."""


class NotSuspended(Disagrees):
    """It is not suspended."""


class NotAnOfficial(Disagrees):
    """Only inspectors and administrators have a jurisdiction."""


class NobodyActs(Disagrees):
    """Nobody acts for this household."""


class LastManager(Disagrees):
    """A party's last manager cannot go: name another one first."""


class OtherCreditCode(Disagrees):
    """The party was registered with another unified social credit code."""


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
