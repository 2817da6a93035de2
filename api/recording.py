"""Carry out commands: decide on what this process remembers, record; when another was faster, look and decide again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from datetime import datetime
from hmac import compare_digest
from threading import Lock
from typing import NamedTuple, ParamSpec, cast
from uuid import UUID

import msgspec

from api.aside import Aside
from api.desks import BatchDesk, GuessingDesk, Leans, OneDesk, remember
from domain.act import Act
from domain.aggregate import Aggregate
from domain.commands.goods import Outcome
from domain.errors import Refused
from domain.gs1 import MalformedIdentifier
from domain.measure import MeasureRefused
from domain.place import PlaceRefused
from domain.region import Desk, Region
from store.datastore import WouldWait
from store.errors import StoreBusy
from store.recorder import Recorder
from store.records import CommandKey, CommandRow, Conflict, Recorded, Repeated, Save, Status

ATTEMPTS = 5
"""Decisions anew after a lost race, before the caller is told to come back (D5)."""

LOOKS = 3
"""Times that a task asks for what it misses, before a thread reads what it needs as it needs it."""

Decide = Callable[[Desk], Outcome]
P = ParamSpec("P")


class CommandReused(Exception):
    """The command id was recorded before, with other content; that first outcome stands."""


REFUSALS = (Refused, MeasureRefused, PlaceRefused, MalformedIdentifier)
"""What deciding may raise. Nothing is recorded then, and a retry is decided anew."""

Refusal = Refused | MeasureRefused | PlaceRefused | MalformedIdentifier | CommandReused | StoreBusy


class Done(NamedTuple):
    """A recorded command: the position of its last fact, and what its caller is told. `repeated`: not a first time."""

    id: UUID
    position: int
    recorded_at: datetime
    outcome: Outcome
    repeated: bool = False


async def carry_out_soon(region: Region, act: Act, decide: Decide, aside: Aside) -> Done:
    """`carry_out` for a task of an event loop.

    It is decided in the loop on what is remembered, once what is missing was read for many tasks at a time; and many
    wait for one commit without a thread each. What needs the database while it decides is carried out in a thread.
    """
    decided = await _decided_soon(region, act, decide, aside)
    if decided is None:
        return await aside.run(carry_out, region, act, decide)
    desk, outcome = decided
    told = desk.told()
    status = (await recorder(region).append_soon([_save(region, act, told, outcome)]))[0]
    if done := _settled(desk, told, outcome, status):
        return done
    return await aside.run(carry_out, region, act, decide, lost=tuple(desk.aggregates))


async def _decided_soon(region: Region, act: Act, decide: Decide, aside: Aside) -> tuple[Desk, Outcome] | None:
    """None when a thread must decide: it was refused, or asks the database itself."""
    absent: set[UUID] = set()
    for _ in range(LOOKS):
        desk = GuessingDesk(region, act, absent)
        outcome: Outcome | None = None
        try:
            outcome = recorder(region).datastore.at_hand(_decided, desk, decide)
        except WouldWait:
            return None
        except REFUSALS:
            pass  # perhaps for a wrong guess
        if not desk.guessed:
            return None if outcome is None else (desk, outcome)
        absent |= await aside.remember(region, desk.guessed)
    return None


def carry_out(
    region: Region, act: Act, decide: Decide, *, look_first: bool = False, lost: Collection[UUID] = ()
) -> Done:
    """Record what `decide` tells the aggregates of its desk, exactly once for a command id.

    `look_first`: deciding has effects of its own (the vault), so a repeat must be known before.
    `lost`: streams for which a race was lost just now.
    Raises REFUSALS, CommandReused, StoreBusy after ATTEMPTS lost races, and what else the store says (StoreError).
    """
    if look_first and (before := recorder(region).find_command(act.party, act.person, act.id)):
        return _before(act, before)
    trusting = not lost
    for _ in range(ATTEMPTS + trusting):
        with _turn(lost):
            desk = OneDesk(region, act, trusting=trusting)
            try:
                outcome = _decided(desk, decide)
            except REFUSALS:
                if before := recorder(region).find_command(act.party, act.person, act.id):
                    return _before(act, before)
                if not trusting:
                    raise
                trusting = False
                continue
            told = desk.told()
            status = recorder(region).append([_save(region, act, told, outcome)])[0]
            if done := _settled(desk, told, outcome, status):
                return done
            trusting, lost = False, tuple(desk.aggregates)
    message = f"command {act.id} was decided anew {ATTEMPTS} times and lost every race"
    raise StoreBusy(message)


def carry_out_all(region: Region, commands: Sequence[tuple[Act, Decide]]) -> list[Done | Refusal]:
    """Carry out one sender's commands in their order, in as few transactions as it takes; an answer for each.

    A command that touches what an earlier one told waits until that is recorded. One that is refused, or loses a
    race, is decided alone in its turn.
    Raises StoreError: some may be recorded then, and sending all again is safe.
    """
    answers: dict[int, Done | Refusal] = {}
    keys = [CommandKey(act.party, act.person, act.id) for act, _ in commands]
    known = recorder(region).find_commands(keys)
    for place, key in enumerate(keys):
        if key in known:
            answers[place] = _try(_before, commands[place][0], known[key])
    waiting = [place for place in range(len(commands)) if place not in answers]
    while waiting:
        waiting = _carry_out_some(region, commands, waiting, answers)
    return [answers[place] for place in range(len(commands))]


def _carry_out_some(
    region: Region, commands: Sequence[tuple[Act, Decide]], waiting: list[int], answers: dict[int, Done | Refusal]
) -> list[int]:
    """Answer as many of `waiting`, from the first, as can be recorded together; returns those that still wait."""
    group = _Group(region)
    alone = group.take(commands, waiting)
    while group.guessed.keys() - remember(region, group.guessed):
        group = _Group(region)
        alone = group.take(commands, waiting)
    taken = waiting[: len(group.saves)]
    for place, answer in zip(taken, group.record(), strict=True):
        answers[place] = _try(carry_out, region, *commands[place]) if answer is None else answer
    for place in alone:
        answers[place] = _try(carry_out, region, *commands[place])
    return waiting[len(taken) + len(alone) :]


def recorder(region: Region) -> Recorder:
    """The store's recorder behind a region."""
    return cast(Recorder, region.recorder)


class _Group:
    """Commands that touch different streams and are recorded together."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.told: dict[UUID, Aggregate] = {}
        self.acts: list[Act] = []
        self.outcomes: list[Outcome] = []
        self.saves: list[Save] = []
        self.guessed: dict[UUID, type[Aggregate]] = {}

    def take(self, commands: Sequence[tuple[Act, Decide]], places: Sequence[int]) -> list[int]:
        """Decide those at `places` up to the first that must wait or that is refused; returns a refused one's place."""
        for place in places:
            act, decide = commands[place]
            desk = BatchDesk(self.region, act, self.told)
            try:
                outcome = _decided(desk, decide)
            except Leans:
                return []
            except REFUSALS:
                return [place]
            finally:
                self.guessed |= desk.guessed
            told = desk.told()
            self.acts.append(act)
            self.outcomes.append(outcome)
            self.saves.append(_save(self.region, act, told, outcome))
            self.told.update((aggregate.id, aggregate) for aggregate in told)
        return []

    def record(self) -> list[Done | Refusal | None]:
        """An answer for each command; None for one that lost a race."""
        statuses = recorder(self.region).append(self.saves) if self.saves else []
        if all(isinstance(status, Recorded) for status in statuses):
            self.region.keep(self.told.values())
        else:
            self.region.forget(self.told)
        answers: list[Done | Refusal | None] = []
        for act, outcome, status in zip(self.acts, self.outcomes, statuses, strict=True):
            match status:
                case Recorded(positions, recorded_at):
                    answers.append(Done(act.id, positions[-1], recorded_at, outcome))
                case Repeated():
                    answers.append(_try(_before, act, status))
                case Conflict():
                    answers.append(None)
        return answers


def _decided(desk: Desk, decide: Decide) -> Outcome:
    """What was decided; who acted for others says so beside it, in the command's own row."""
    desk.act.judge_time()
    outcome = decide(desk)
    return outcome | {"acting_for": desk.acting_for} if desk.acting_for else outcome


def _save(region: Region, act: Act, told: Collection[Aggregate], outcome: Outcome) -> Save:
    stored = [region.mapper.to_stored_event(event) for aggregate in told for event in aggregate.collect_events()]
    return Save(stored, act, msgspec.json.encode(outcome))


def _settled(desk: Desk, told: Collection[Aggregate], outcome: Outcome, status: Status) -> Done | None:
    """What the caller is told, None after a lost race; this process remembers what is true by now."""
    if isinstance(status, Recorded):
        desk.region.keep(told)
        return Done(desk.act.id, status.positions[-1], status.recorded_at, outcome)
    desk.region.forget(desk.aggregates)
    return _before(desk.act, status) if isinstance(status, Repeated) else None


def _before(act: Act, first: CommandRow | Repeated) -> Done:
    if not compare_digest(first.content_hash, act.content_hash):
        raise CommandReused(str(act.id))
    return Done(act.id, first.position, first.recorded_at, msgspec.json.decode(first.outcome), repeated=True)


def _try(work: Callable[P, Done], *args: P.args, **kwargs: P.kwargs) -> Done | Refusal:
    try:
        return work(*args, **kwargs)
    except (*REFUSALS, CommandReused, StoreBusy) as refusal:
        return refusal


_nobody_waits = nullcontext()
_stripes = tuple(Lock() for _ in range(256))


def _turn(streams: Collection[UUID]) -> AbstractContextManager[object]:
    """Those of this process that lost a race for the same streams try again one after the other."""
    if not streams:
        return _nobody_waits
    held = ExitStack()
    for stripe in sorted({stream.int % len(_stripes) for stream in streams}):
        held.enter_context(_stripes[stripe])
    return held
