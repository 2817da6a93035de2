"""Cases of every operation as one role: a share seeded with what works, a share with known ids, the rest as it came."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from functools import partial
from random import Random
from typing import Any, Final

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core import NOT_SET
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation

from tests.api.story import uuid7
from tests.schema.goods import OF_GOODS
from tests.schema.hostile import hostile
from tests.schema.judging import Tally, judge
from tests.schema.may import ENDS_ME, ENDS_OTHERS, is_write, may
from tests.schema.persons import OF_PEOPLE
from tests.schema.pool import Pool
from tests.schema.sending import Make, Sending
from tests.schema.town import Someone, Town
from tests.schema.ways_in import OF_SIGNING_IN

SENDINGS: Final[dict[str, Make]] = OF_GOODS | OF_SIGNING_IN | OF_PEOPLE
SEEDED, POOLED, HOSTILE = 6, 2, 1
"""Of ten cases of valid form; hostile text goes into what works. The other one goes as it was generated, and so do all
of invalid form."""
Operation = APIOperation[Any, Any, Any, Any]
EXTRAS: Final = ("note", "evidence")
"""What a seeded body takes over from the generated one."""


class Doors:
    """Every operation of the document that is served; reads come first. How cases are made is thought out once."""

    def __init__(self, address: str) -> None:
        schema = schemathesis.openapi.from_url(f"{address}/openapi.json", config=schemathesis.Config())
        read = list(schema.get_all_operations())
        found = [one.ok() for one in read if isinstance(one, Ok)]
        assert len(found) == len(read), "the description of some operation cannot be read"
        self.operations: list[Operation] = sorted(found, key=lambda one: (is_write(one.method), one.label))
        self._made: dict[tuple[str, GenerationMode], st.SearchStrategy[Case]] = {}

    def cases(self, operation: Operation, mode: GenerationMode) -> st.SearchStrategy[Case]:
        """Requests of valid or of invalid form."""
        key = operation.label, mode
        if key not in self._made:
            self._made[key] = operation.as_strategy(generation_mode=mode)
        return self._made[key]


class Trial:
    """One role's turn at every door."""

    def __init__(self, doors: Doors, town: Town, role: str) -> None:
        self.doors, self.town, self.role = doors, town, role
        self.me = town.someone(role)
        self.tally, self.pool = Tally(), Pool({self.me.person, *town.parties.values()})
        self.session = requests.Session()
        self.session.trust_env = False

    def run(self, valid: int, invalid: int, operations: Sequence[Operation] = ()) -> Tally:
        """So many cases of each operation, or of some of them."""
        for operation in operations or self.doors.operations:
            self._try(operation, GenerationMode.POSITIVE, valid)
            self._try(operation, GenerationMode.NEGATIVE, invalid)
        return self.tally

    def _try(self, operation: Operation, mode: GenerationMode, count: int) -> None:
        numbers = iter(range(10**6))

        @settings(
            max_examples=count,
            phases=[Phase.generate],
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
        )
        @given(self.doors.cases(operation, mode), st.integers(0, 2**32))
        def tried(case: Case, seed: int) -> None:
            self._send(case, Random(seed), next(numbers), valid=mode is GenerationMode.POSITIVE)

        try:
            tried()
        except Unsatisfiable:  # nothing in it can be of invalid form
            if mode is GenerationMode.NEGATIVE:
                self._try(operation, GenerationMode.POSITIVE, count)

    def _send(self, case: Case, draw: Random, number: int, *, valid: bool) -> None:
        name, door = name_of(case), case.operation.definition.raw["x-actor"]
        write, allowed = is_write(case.method), may(self.role, name, door)
        turn = number % 10
        works = valid and write and allowed and name in SENDINGS and not SEEDED <= turn < 10 - HOSTILE
        if works:
            sender = self._seed(case, SENDINGS[name](self.town, self.me))
        else:
            sender = self.town.someone(self.role) if name in ENDS_ME and allowed else self.me
        if valid and turn >= 10 - HOSTILE:
            self._plant(case, draw)
        elif valid and not works and (turn < SEEDED + POOLED or not write):
            self._pool(case, draw, ending=name in ENDS_OTHERS)
        headers = self._headers(case, sender)
        answer = case.call(session=self.session, headers=headers, timeout=30)
        self.tally.note(name, answer.status_code, write=write, allowed=allowed)
        judge(case, answer, self.tally)
        if 200 <= answer.status_code < 300 and "json" in answer.headers.get("content-type", [""])[0]:
            self.pool.learn(json.loads(answer.content))

    def _seed(self, case: Case, sending: Sending) -> Someone:
        extras = case.body if isinstance(case.body, dict) else {}
        case.path_parameters = dict(sending.path)
        if isinstance(sending.body, dict):
            known = {name: extras[name] for name in EXTRAS if name in extras and "region" in sending.path}
            case.body = known | sending.body
        elif sending.body is not None:
            case.body, case.media_type = sending.body, sending.media_type
        self._command(case)
        return sending.someone or self.me

    def _pool(self, case: Case, draw: Random, *, ending: bool) -> None:
        change = partial(self.pool.put_into, draw=draw, ending=ending)
        case.path_parameters = change(case.path_parameters)
        if case.query:
            case.query = change(case.query)
        if case.body is not NOT_SET:
            case.body = change(case.body)
        self._command(case)

    def _plant(self, case: Case, draw: Random) -> None:
        """Hostile text in one place: of the body, else of the query, else of the address."""
        if isinstance(case.body, dict | list):
            case.body = hostile(case.body, draw)
        elif case.query:
            case.query = hostile(case.query, draw)
        else:
            case.path_parameters = hostile(case.path_parameters, draw)

    def _command(self, case: Case) -> None:
        """A command id of its own, and nothing said about the phone."""
        for name in ("Captured", "Sent-At", "Device"):
            case.headers.pop(name, None)
        if "Idempotency-Key" in case.headers:
            case.headers["Idempotency-Key"] = str(uuid7())

    def _headers(self, case: Case, sender: Someone) -> dict[str, str]:
        """From an address of its own: what one address may do is not tried here."""
        address = f"10.{secrets.randbelow(256)}.{secrets.randbelow(256)}.{secrets.randbelow(256)}"
        return sender.headers | {"X-Forwarded-For": address}


def name_of(case: Case) -> str:
    """The operation's id."""
    return case.operation.definition.raw["operationId"]
