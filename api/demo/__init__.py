"""The demo season: five cities, their real products and seasons, invented people; the same on every machine and day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

import msgspec

from api.demo.crops import regions_needed
from api.demo.loading import DemoFailed, Progress, carry_out_plan
from api.demo.marking import MARK, DemoRefused, facts, mark, marks, must_be_loadable
from api.demo.plan import DemoRole, Planted, Step
from api.demo.season import plan_season
from api.demo_label import DemoLabel
from api.regions import Regions
from domain.act import SHANGHAI

LAST_DAY: Final = date(2026, 11, 15)
LABELS: Final = "demo_labels"
ROLES: Final = "demo_roles"

__all__ = [
    "LAST_DAY",
    "DemoFailed",
    "DemoLabel",
    "DemoRefused",
    "DemoRole",
    "Planted",
    "Summary",
    "demo_labels",
    "demo_roles",
    "load_demo",
]


class Summary(NamedTuple):
    """What was loaded; `facts` counts events, `lots` those grown and those made."""

    products: int
    parties: int
    sites: int
    lots: int
    shipments: int
    commands: int
    facts: int
    planted: tuple[Planted, ...]


def load_demo(regions: Regions, progress: Progress, *, until: date = LAST_DAY, agreed: bool = False) -> Summary:
    """Record the season through the command layer, up to the end of `until`; the store is marked first.

    `progress` is told how many commands of how many are recorded, from whichever thread. `agreed`: the caller said
    that the database that `DATABASE_URL` names may become a demo. Loading again what was interrupted goes on where it
    stopped. Raises DemoRefused, DemoFailed, StoreError.
    """
    must_be_loadable(regions, frozenset(regions_needed()), agreed=agreed)
    plan = plan_season()
    steps = [step for step in plan.steps if step.arrives.astimezone(SHANGHAI).date() <= until]
    kept = {step.act.id for step in steps}
    mark(regions, {MARK: str(LAST_DAY.year), LABELS: _text(plan.labels), ROLES: _text(plan.roles)})
    carry_out_plan(regions, steps, progress)
    counted = _count(steps)
    return Summary(
        **counted,
        commands=len(steps),
        facts=facts(regions),
        planted=tuple(one for one in plan.planted if one.fact in kept),
    )


def demo_labels(regions: Regions) -> list[DemoLabel]:
    """Codes worth scanning; none when the store holds no demo."""
    return msgspec.json.decode(marks(regions).get(LABELS, "[]"), type=list[DemoLabel])


def demo_roles(regions: Regions) -> list[DemoRole]:
    """Whom a visitor may play; none when the store holds no demo."""
    return msgspec.json.decode(marks(regions).get(ROLES, "[]"), type=list[DemoRole])


def _text(rows: list[DemoLabel] | list[DemoRole]) -> str:
    return msgspec.json.encode(rows).decode()


def _count(steps: Sequence[Step]) -> dict[str, int]:
    told = Counter(step.command.func.__name__ for step in steps)
    made = sum(len(step.command.keywords["outputs"]) for step in steps if "outputs" in step.command.keywords)
    return {
        "products": told["register_product"],
        "parties": told["register_party"],
        "sites": told["register_site"],
        "lots": told["record_harvest"] + made,
        "shipments": told["dispatch_shipment"],
    }
