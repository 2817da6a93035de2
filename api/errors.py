"""Every way to say no: class of error -> HTTP status and the permanent name of its problem type (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import NamedTuple

from api.body import TooLarge, WrongMediaType
from api.fields import WrongKind
from api.labels import UnprintableLabel
from api.recording import CommandReused
from api.signing.sender import NotSent
from api.strict_json import MalformedJson
from domain import errors as refused
from domain import measure, place
from domain.errors import OutsideJurisdiction
from domain.gs1 import MalformedIdentifier, UnsupportedIdentifier, WrongCheckDigit
from domain.place.position import NoPosition
from store import errors as store
from store.people import errors as people


class HttpRefused(Exception):
    """What only the edge refuses. `details` are told to the caller.

    Unauthenticated, WrongRole, ForeignPage, InvalidBody, InvalidParameter, UnknownRegion, UnknownAddress,
    WrongMethod, NotRecorded, NotYetVisible, PictureRefused
    """

    def __init__(self, **details: object) -> None:
        super().__init__(self.__class__.__doc__)
        self.details = details


class Unauthenticated(HttpRefused):
    """No valid token came with the request."""


class WrongRole(HttpRefused):
    """Your role may not do this."""


class ForeignPage(HttpRefused):
    """A page of another site sent this."""


class InvalidBody(HttpRefused):
    """The body does not fit its form. `error`: what pydantic found in `body`."""


class InvalidParameter(HttpRefused):
    """A part of the address or a header cannot be read."""


class UnknownRegion(HttpRefused):
    """There is no such region here."""


class UnknownAddress(HttpRefused):
    """There is nothing at this address."""


class WrongMethod(HttpRefused):
    """This address is not used with this method."""


class NotRecorded(HttpRefused):
    """Nothing like this is recorded, or it is not yours to see."""


class NotYetVisible(HttpRefused):
    """The read model has not come as far as you ask; ask again in a moment."""


class PictureRefused(HttpRefused):
    """This is no picture that is taken: a whole JPEG, PNG or WebP, up to 40 megapixels, at the SHA-256 of its bytes."""


class Told(NamedTuple):
    """How a class of error is told."""

    status: HTTPStatus
    slug: str
    retry_after: int | None = None


_S = HTTPStatus
TABLE: dict[type[Exception], Told] = {
    # the edge
    MalformedJson: Told(_S.BAD_REQUEST, "malformed-json"),
    TooLarge: Told(_S.REQUEST_ENTITY_TOO_LARGE, "too-large"),
    WrongMediaType: Told(_S.UNSUPPORTED_MEDIA_TYPE, "wrong-media-type"),
    Unauthenticated: Told(_S.UNAUTHORIZED, "unauthenticated"),
    WrongRole: Told(_S.FORBIDDEN, "wrong-role"),
    ForeignPage: Told(_S.FORBIDDEN, "foreign-page"),
    OutsideJurisdiction: Told(_S.FORBIDDEN, "outside-jurisdiction"),
    InvalidBody: Told(_S.UNPROCESSABLE_ENTITY, "invalid-body"),
    InvalidParameter: Told(_S.UNPROCESSABLE_ENTITY, "invalid-parameter"),
    UnknownRegion: Told(_S.NOT_FOUND, "unknown-region"),
    UnknownAddress: Told(_S.NOT_FOUND, "unknown-address"),
    WrongMethod: Told(_S.METHOD_NOT_ALLOWED, "wrong-method"),
    NotRecorded: Told(_S.NOT_FOUND, "not-recorded"),
    NotYetVisible: Told(_S.SERVICE_UNAVAILABLE, "not-yet-visible", 1),
    PictureRefused: Told(_S.UNPROCESSABLE_ENTITY, "picture-refused"),
    CommandReused: Told(_S.CONFLICT, "command-reused"),
    # signing in
    NotSent: Told(_S.SERVICE_UNAVAILABLE, "not-sent", 60),
    people.NotLetIn: Told(_S.UNAUTHORIZED, "not-let-in"),
    people.CodeWrong: Told(_S.UNAUTHORIZED, "code-wrong"),
    people.CapReached: Told(_S.TOO_MANY_REQUESTS, "cap-reached", 60),
    people.TokenUnknown: Told(_S.UNAUTHORIZED, "token-unknown"),
    people.SessionEnded: Told(_S.UNAUTHORIZED, "session-ended"),
    people.TokenReused: Told(_S.UNAUTHORIZED, "token-reused"),
    people.DeviceWaits: Told(_S.FORBIDDEN, "device-waits"),
    people.ProofRefused: Told(_S.UNAUTHORIZED, "proof-refused"),
    people.ClockWrong: Told(_S.UNAUTHORIZED, "clock-wrong"),
    people.InvitationUnknown: Told(_S.NOT_FOUND, "invitation-unknown"),
    people.MembershipSuspended: Told(_S.FORBIDDEN, "membership-suspended"),
    people.NotAMember: Told(_S.FORBIDDEN, "not-a-member"),
    people.PasswordWrong: Told(_S.UNAUTHORIZED, "password-wrong"),
    people.PasswordWeak: Told(_S.UNPROCESSABLE_ENTITY, "password-weak"),
    people.PasskeyRefused: Told(_S.UNAUTHORIZED, "passkey-refused"),
    people.ProviderRefused: Told(_S.UNAUTHORIZED, "provider-refused"),
    people.ProviderSilent: Told(_S.SERVICE_UNAVAILABLE, "provider-silent", 5),
    people.SecondFactorMissing: Told(_S.FORBIDDEN, "second-factor-missing"),
    people.ProvedTooLongAgo: Told(_S.FORBIDDEN, "proved-too-long-ago"),
    people.KeyRefused: Told(_S.UNPROCESSABLE_ENTITY, "key-refused"),
    people.NumberStands: Told(_S.CONFLICT, "number-stands"),
    people.NotFound: Told(_S.NOT_FOUND, "not-found"),
    Exception: Told(_S.INTERNAL_SERVER_ERROR, "internal"),
    # the command is wrong in itself
    refused.Refused: Told(_S.CONFLICT, "refused"),
    refused.Malformed: Told(_S.UNPROCESSABLE_ENTITY, "malformed"),
    refused.TooFarAhead: Told(_S.UNPROCESSABLE_ENTITY, "too-far-ahead"),
    refused.TooLate: Told(_S.UNPROCESSABLE_ENTITY, "too-late"),
    refused.RepeatedLot: Told(_S.UNPROCESSABLE_ENTITY, "repeated-lot"),
    refused.NothingToDo: Told(_S.UNPROCESSABLE_ENTITY, "nothing-to-do"),
    refused.ContentsMissing: Told(_S.UNPROCESSABLE_ENTITY, "contents-missing"),
    refused.WrongMeasure: Told(_S.UNPROCESSABLE_ENTITY, "wrong-measure"),
    refused.WrongStore: Told(_S.UNPROCESSABLE_ENTITY, "wrong-store"),
    refused.NoSuchRegion: Told(_S.UNPROCESSABLE_ENTITY, "no-such-region"),
    refused.WrongProduct: Told(_S.UNPROCESSABLE_ENTITY, "wrong-product"),
    refused.WrongCreditCode: Told(_S.UNPROCESSABLE_ENTITY, "wrong-credit-code"),
    refused.WrongPartyKind: Told(_S.UNPROCESSABLE_ENTITY, "wrong-party-kind"),
    refused.ProofMissing: Told(_S.UNPROCESSABLE_ENTITY, "proof-missing"),
    # it names what is not there, or not yours
    refused.Unknown: Told(_S.NOT_FOUND, "unknown"),
    refused.UnknownParty: Told(_S.NOT_FOUND, "unknown-party"),
    refused.UnknownMember: Told(_S.NOT_FOUND, "unknown-member"),
    refused.UnknownSite: Told(_S.NOT_FOUND, "unknown-site"),
    refused.UnknownProduct: Told(_S.NOT_FOUND, "unknown-product"),
    refused.UnknownLot: Told(_S.NOT_FOUND, "unknown-lot"),
    refused.UnknownUnit: Told(_S.NOT_FOUND, "unknown-unit"),
    refused.UnknownShipment: Told(_S.NOT_FOUND, "unknown-shipment"),
    refused.UnknownHandover: Told(_S.NOT_FOUND, "unknown-handover"),
    refused.UnknownSale: Told(_S.NOT_FOUND, "unknown-sale"),
    refused.UnknownRoll: Told(_S.NOT_FOUND, "unknown-roll"),
    refused.UnknownCase: Told(_S.NOT_FOUND, "unknown-case"),
    refused.UnknownFact: Told(_S.NOT_FOUND, "unknown-fact"),
    refused.NotYours: Told(_S.FORBIDDEN, "not-yours"),
    refused.OwnStanding: Told(_S.FORBIDDEN, "own-standing"),
    # the facts so far say otherwise
    refused.Disagrees: Told(_S.CONFLICT, "disagrees"),
    refused.AlreadyRegistered: Told(_S.CONFLICT, "already-registered"),
    refused.AlreadySo: Told(_S.CONFLICT, "already-so"),
    refused.CaseClosed: Told(_S.CONFLICT, "case-closed"),
    refused.AlreadyAMember: Told(_S.CONFLICT, "already-a-member"),
    refused.PartySuspended: Told(_S.CONFLICT, "party-suspended"),
    refused.NotSuspended: Told(_S.CONFLICT, "not-suspended"),
    refused.NotAnOfficial: Told(_S.CONFLICT, "not-an-official"),
    refused.NobodyActs: Told(_S.CONFLICT, "nobody-acts"),
    refused.LastManager: Told(_S.CONFLICT, "last-manager"),
    refused.OtherCreditCode: Told(_S.CONFLICT, "other-credit-code"),
    refused.InsufficientStock: Told(_S.CONFLICT, "insufficient-stock"),
    refused.StockHeld: Told(_S.CONFLICT, "stock-held"),
    refused.StockOverdrawn: Told(_S.CONFLICT, "stock-overdrawn"),
    refused.DoesNotBalance: Told(_S.CONFLICT, "does-not-balance"),
    refused.AlreadyDecided: Told(_S.CONFLICT, "already-decided"),
    refused.LotTaken: Told(_S.CONFLICT, "lot-taken"),
    refused.UnitNotHere: Told(_S.CONFLICT, "unit-not-here"),
    refused.UnitEmpty: Told(_S.CONFLICT, "unit-empty"),
    refused.LabelSpoken: Told(_S.CONFLICT, "label-spoken"),
    refused.MoreThanSold: Told(_S.CONFLICT, "more-than-sold"),
    refused.NotOverdrawn: Told(_S.CONFLICT, "not-overdrawn"),
    refused.NotHeld: Told(_S.CONFLICT, "not-held"),
    # numbers, places, identifiers
    measure.MeasureRefused: Told(_S.UNPROCESSABLE_ENTITY, "measure-refused"),
    measure.MalformedNumber: Told(_S.UNPROCESSABLE_ENTITY, "malformed-number"),
    measure.UnknownUnit: Told(_S.UNPROCESSABLE_ENTITY, "unknown-measure"),
    measure.PackWeightMissing: Told(_S.UNPROCESSABLE_ENTITY, "pack-weight-missing"),
    measure.TooFine: Told(_S.UNPROCESSABLE_ENTITY, "too-fine"),
    measure.NotPositive: Told(_S.UNPROCESSABLE_ENTITY, "not-positive"),
    measure.Absurd: Told(_S.UNPROCESSABLE_ENTITY, "absurd"),
    place.PlaceRefused: Told(_S.UNPROCESSABLE_ENTITY, "place-refused"),
    place.UnknownDatum: Told(_S.UNPROCESSABLE_ENTITY, "unknown-datum"),
    place.BadOutline: Told(_S.UNPROCESSABLE_ENTITY, "bad-outline"),
    place.UnknownCounty: Told(_S.UNPROCESSABLE_ENTITY, "unknown-county"),
    NoPosition: Told(_S.UNPROCESSABLE_ENTITY, "no-position"),
    MalformedIdentifier: Told(_S.UNPROCESSABLE_ENTITY, "malformed-identifier"),
    WrongCheckDigit: Told(_S.UNPROCESSABLE_ENTITY, "wrong-check-digit"),
    WrongKind: Told(_S.UNPROCESSABLE_ENTITY, "wrong-kind"),
    UnsupportedIdentifier: Told(_S.UNPROCESSABLE_ENTITY, "unsupported-identifier"),
    UnprintableLabel: Told(_S.UNPROCESSABLE_ENTITY, "unprintable-label"),
    # the store; a full disk is 507: trying again is of no use before a person has made room
    store.StoreError: Told(_S.INTERNAL_SERVER_ERROR, "store-failed"),
    store.SettingsRefused: Told(_S.INTERNAL_SERVER_ERROR, "settings-refused"),
    store.StoreUnavailable: Told(_S.SERVICE_UNAVAILABLE, "store-unavailable", 2),
    store.CommitNotReplicated: Told(_S.SERVICE_UNAVAILABLE, "commit-not-replicated", 2),
    store.StoreBusy: Told(_S.SERVICE_UNAVAILABLE, "store-busy", 1),
    store.StoreFull: Told(_S.INSUFFICIENT_STORAGE, "store-full", 60),
    store.NotMigrated: Told(_S.SERVICE_UNAVAILABLE, "not-migrated", 30),
    store.UnknownTopic: Told(_S.INTERNAL_SERVER_ERROR, "unknown-topic"),
    store.VaultKeyWrong: Told(_S.INTERNAL_SERVER_ERROR, "vault-key-wrong"),
    store.RecordRepeated: Told(_S.CONFLICT, "record-repeated"),
}
"""`refused.*`: 422 what is wrong in itself, 404 what is not there, 403 what is another's, 409 what the facts deny."""


def told(error: Exception) -> Told:
    """How `error` is told: by its class, or the nearest class above it."""
    return next(TABLE[kind] for kind in type(error).__mro__ if kind in TABLE)
