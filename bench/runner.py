"""The library's own ProjectionRunner on the library's own tables: one row and one tracking record a transaction."""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier


class Basket(Aggregate):
    """The smallest aggregate: it is made, and that is all."""


class Baskets(Application[UUID]):
    """The library's application as it comes."""

    name = "runnerbaskets"


class Seen(PostgresTrackingRecorder):
    """Keeps one row for each event."""

    def __init__(self, *args: Any, **values: Any) -> None:  # noqa: ANN401  as the library's factory calls it
        super().__init__(*args, **values)
        self.sql_create_statements.append(
            SQL("CREATE TABLE IF NOT EXISTS {}.runner_seen (id uuid PRIMARY KEY)").format(
                Identifier(self.datastore.schema)
            )
        )

    def see(self, basket: UUID, tracking: Tracking) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute("INSERT INTO runner_seen VALUES (%s)", (basket,))


class Seeing(Projection[Seen]):
    """Inserts the row."""

    name = "runnerseen"
    topics = ()

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:  # noqa: ANN401  its signature
        self.view.see(domain_event.originator_id, tracking)


def rate(conninfo: str, events: int) -> float:
    """Events a second through the runner, from the first to the last."""
    parts = conninfo_to_dict(conninfo)
    env = {"PERSISTENCE_MODULE": "eventsourcing.postgres", "POSTGRES_SCHEMA": "public"}
    env |= {f"POSTGRES_{name.upper()}": str(parts.get(name) or "") for name in ("dbname", "host", "port", "user")}
    env |= {"POSTGRES_PASSWORD": str(parts.get("password") or "none")}
    application = Baskets(env=env)
    before = application.recorder.max_notification_id() or 0
    baskets = [Basket() for _ in range(events)]
    for start in range(0, events, 500):
        application.save(*baskets[start : start + 500])
    started = time.perf_counter()
    with ProjectionRunner(application_class=Baskets, projection_class=Seeing, view_class=Seen, env=env) as runner:
        runner.projection.view.wait(Baskets.name, before + events, timeout=120)
    elapsed = time.perf_counter() - started
    application.close()
    return events / elapsed
