"""The one question: may this actor do that with this thing? What no area answers is refused."""

from __future__ import annotations

from typing import Literal

from api.policy import chain, desk, labels, papers, people, pictures, privacy, registers
from api.policy.actor import Actor

Action = Literal["read", "register", "hold", "release", "serials", "count", "correct", "erase"]
Resource = (
    chain.TracedLots
    | chain.ChainStep
    | chain.Unit
    | chain.Stock
    | papers.Paper
    | pictures.Picture
    | registers.Household
    | registers.Enterprise
    | registers.Place
    | registers.Product
    | labels.Roll
    | people.Behaviour
    | people.Staff
    | people.Looked
    | privacy.PersonalData
    | desk.CityFigures
    | desk.Platform
)


def can(actor: Actor, action: Action, resource: Resource) -> bool:
    """Whether `actor` may. Default: no."""
    match resource:
        case chain.TracedLots():
            return chain.may_trace(actor, action, resource)
        case chain.ChainStep():
            return chain.may_see_step(actor, action, resource)
        case chain.Unit():
            return chain.may_see_unit(actor, action, resource)
        case chain.Stock():
            return chain.may_handle_stock(actor, action, resource)
        case papers.Paper():
            return papers.may_read_paper(actor, action, resource)
        case pictures.Picture():
            return pictures.may_picture(actor, action, resource)
        case registers.Household():
            return registers.may_household(actor, action, resource)
        case registers.Enterprise():
            return registers.may_enterprise(actor, action, resource)
        case registers.Place():
            return registers.may_place(actor, action, resource)
        case registers.Product():
            return registers.may_product(actor, action, resource)
        case labels.Roll():
            return labels.may_roll(actor, action, resource)
        case people.Behaviour():
            return people.may_watch(actor, action, resource)
        case people.Staff():
            return people.may_staff(actor, action, resource)
        case people.Looked():
            return people.may_see_look(actor, action, resource)
        case privacy.PersonalData():
            return privacy.may_ask(actor, action, resource)
        case desk.CityFigures():
            return desk.may_see_city(actor, action, resource)
        case desk.Platform():
            return desk.may_see_platform(actor, action, resource)
        case _:  # pyright: ignore[reportUnnecessaryComparison]  an answer for whatever else is asked
            return False
