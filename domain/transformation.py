"""Transformation: lots of one site become other lots (split, merge 混装, grade, process, repack 分装), in one fact."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from eventsourcing.domain import event

from domain.act import Act
from domain.aggregate import Aggregate
from domain.errors import AlreadyRegistered, DoesNotBalance
from domain.product import KEEPING
from domain.values import Line, Output, Yield, total

KINDS = ("split", "merge", "grade", "process", "repack")


class Transformation(Aggregate):
    """Inputs, outputs and waste of one piece of work; named by its command id."""

    KIND = "transformation"
    TOPIC = "transformation"

    class Event(Aggregate.Event):
        TOPIC = "transformation:event"
        transformation: UUID
        inputs: tuple[Line, ...]
        outputs: tuple[Output, ...]
        waste: Decimal

    class Recorded(Event):
        """`limits` is the yield range it was judged by, `balanced` the verdict (False only for observed facts)."""

        TOPIC = "transformation:recorded"
        kind: str
        site: str
        party: str
        county: str
        step: str
        limits: Yield
        balanced: bool
        note: str

    class Corrected(Event):
        """The whole values of the transformation, anew; no inputs and no outputs: it did not happen."""

        TOPIC = "transformation:corrected"
        fact: UUID
        reason: str
        note: str

    def __init__(self) -> None:
        self.site = ""
        self.party = ""
        self.step = ""
        self.limits: Yield | None = None
        self.inputs: tuple[Line, ...] = ()
        self.outputs: tuple[Output, ...] = ()

    def record_work(
        self,
        act: Act,
        *,
        kind: str,
        step: str,
        site: str,
        party: str,
        county: str,
        inputs: tuple[Line, ...],
        outputs: tuple[Output, ...],
        waste: Decimal,
        limits: Yield,
    ) -> None:
        if self.party:
            raise AlreadyRegistered(transformation=act.id)
        balanced = balances(inputs, outputs, waste, limits)
        if not balanced and not act.observed:
            raise DoesNotBalance(**_sums(inputs, outputs, waste), low=limits.low, high=limits.high)
        self.record(
            Transformation.Recorded,
            act,
            transformation=act.id,
            inputs=inputs,
            outputs=outputs,
            waste=waste,
            kind=kind,
            site=site,
            party=party,
            county=county,
            step=step,
            limits=limits,
            balanced=balanced,
            note=act.note,
        )

    def correct(
        self,
        act: Act,
        *,
        fact: UUID,
        inputs: tuple[Line, ...],
        outputs: tuple[Output, ...],
        waste: Decimal,
        reason: str,
    ) -> None:
        if inputs and self.limits and not act.observed and not balances(inputs, outputs, waste, self.limits):
            raise DoesNotBalance(**_sums(inputs, outputs, waste), low=self.limits.low, high=self.limits.high)
        self.record(
            Transformation.Corrected,
            act,
            transformation=fact,
            inputs=inputs,
            outputs=outputs,
            waste=waste,
            fact=act.id,
            reason=reason,
            note=act.note,
        )

    @event(Recorded)
    def _recorded(
        self,
        kind: str,
        step: str,
        site: str,
        party: str,
        limits: Yield,
        inputs: tuple[Line, ...],
        outputs: tuple[Output, ...],
    ) -> None:
        self.site, self.party, self.limits = site, party, limits
        self.step = judged_step(kind, step)
        self.inputs, self.outputs = inputs, outputs

    @event(Corrected)
    def _corrected(self, inputs: tuple[Line, ...], outputs: tuple[Output, ...]) -> None:
        self.inputs, self.outputs = inputs, outputs


def judged_step(kind: str, step: str) -> str:
    """The step whose yield range work of `kind` is judged by: only processing changes the weight."""
    return step if kind == "process" else KEEPING.step


def balances(inputs: tuple[Line, ...], outputs: tuple[Output, ...], waste: Decimal, limits: Yield) -> bool:
    """R4. Keeping: outputs and waste equal inputs within the limits; processing: outputs alone lie within them.

    Outputs and waste together never exceed the inputs, but where a yield says that goods gain (soaking, say).
    """
    went_in = total(line.quantity for line in inputs)
    came_out = total(output.quantity for output in outputs)
    weighed = came_out + waste if limits.step == KEEPING.step else came_out
    return limits.low * went_in <= weighed <= limits.high * went_in and came_out + waste <= went_in * max(
        limits.high, Decimal(1)
    )


def _sums(inputs: tuple[Line, ...], outputs: tuple[Output, ...], waste: Decimal) -> dict[str, Decimal]:
    return {
        "inputs": total(line.quantity for line in inputs),
        "outputs": total(output.quantity for output in outputs),
        "waste": waste,
    }
