"""Why somebody is not let in. None of them carries a number, a code or a token.

NotLetIn
    CodeWrong            the one-time code is not right, not for this, spent or too old
    CapReached           asked or guessed too often; carries when to try again
    TokenUnknown         no refresh token or key of ours
    SessionEnded         the session is over; carries why
    TokenReused          a refresh token that was overtaken came again: its session was ended
    DeviceWaits          a new device of a person long unseen must be confirmed first
    ProofRefused         the proof is not by the device's key, not for this request, or came before
    ClockWrong           the proof's time is too far from ours; carries ours
    InvitationUnknown    no such invitation, or it is used up, revoked or over
    NotAMember           the person may not work as this (or as anything)
    MembershipSuspended  the person is known, and may do nothing until resumed
    PasswordWrong        the password, the second factor or the person is not known
    PasswordWeak         too short, too common, or made of what others know; carries which
    PasskeyRefused       the passkey's answer does not fit what it was asked
    ProviderRefused      the identity provider did not vouch for them, or for another; carries why
    ProviderSilent       the identity provider does not answer
    SecondFactorMissing  officials need two factors
    ProvedTooLongAgo     both factors must have been shown just now
    KeyRefused           not a public key that is taken here
    NumberStands         the number that somebody signs in with is corrected by no word
    NotFound             no such device, passkey, invitation or client of theirs
"""

from __future__ import annotations

from datetime import datetime


class NotLetIn(Exception):
    """You were not let in."""

    def __init__(self, **details: object) -> None:
        super().__init__(self.__class__.__doc__)
        self.details = details


class CodeWrong(NotLetIn):
    """The code is wrong, was used, or is too old. Ask for a new one."""


class CapReached(NotLetIn):
    """Too many attempts. Wait a while, then try again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(retry_after_seconds=seconds)
        self.retry_after = seconds


class TokenUnknown(NotLetIn):
    """This is no token of ours. Sign in again."""


class SessionEnded(NotLetIn):
    """This session is over. Sign in again."""


class TokenReused(SessionEnded):
    """An old token was used again, so this session was ended. Sign in again."""


class DeviceWaits(NotLetIn):
    """You were away for long: confirm this device on another one of yours, or ask your cooperative to."""


class ProofRefused(NotLetIn):
    """The proof of this device does not fit."""


class ClockWrong(ProofRefused):
    """This device's clock is wrong: correct it by the time given here, and try again."""

    def __init__(self, now: datetime) -> None:
        super().__init__(server_time=now.isoformat(timespec="seconds"))


class InvitationUnknown(NotLetIn):
    """This invitation is not known, is used up, or is over. Ask for a new one."""


class NotAMember(NotLetIn):
    """You do not work for anybody here yet. Join with an invitation."""


class MembershipSuspended(NotLetIn):
    """Your membership is suspended. Ask your manager."""


class PasswordWrong(NotLetIn):
    """The number, the password or the second code is wrong."""


class PasswordWeak(NotLetIn):
    """This password is too easy to guess."""


class PasskeyRefused(NotLetIn):
    """The passkey was not accepted."""


class ProviderRefused(NotLetIn):
    """The sign-in at the identity provider was not accepted. Begin anew."""


class ProviderSilent(NotLetIn):
    """The identity provider does not answer. Try again in a moment."""


class SecondFactorMissing(NotLetIn):
    """Your role needs a second factor: a passkey, or a password with a code."""


class ProvedTooLongAgo(NotLetIn):
    """You signed in too long ago for this. Sign in again with both factors."""


class KeyRefused(NotLetIn):
    """This is not a public key that is accepted here."""


class NumberStands(NotLetIn):
    """The number that you sign in with is proved by a code. Ask for an invitation and join with the new number."""


class NotFound(NotLetIn):
    """There is nothing like this that is yours."""
