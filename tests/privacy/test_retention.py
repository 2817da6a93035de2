"""Terms of retention: what a law wants outlives an erasure, locked; what may be kept no longer goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from api.privacy.retention import TERMS, kind_of, over, retained, years_after
from api.privacy.sweeping import end_terms
from api.regions import Regions
from store.settings import Settings, from_environment
from store.vault import Held

NOW = datetime(2026, 7, 9, tzinfo=UTC)
PGLN, PERSON = "9521234000013", "0b0e6f0e-7d0c-4a3d-9f6e-6a1f0c2f9a11"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return from_environment({"SUYUAN_DATA": str(tmp_path_factory.mktemp("data"))})


@pytest.fixture(scope="module")
def regions(settings: Settings, conninfo: str) -> Iterator[Regions]:
    made = Regions.open(settings, conninfo)
    yield made
    made.close()


def held(fields: dict[str, str], kept_at: datetime = NOW, locked_until: datetime | None = None) -> Held:
    return Held(UUID(int=1), fields, kept_at, None, locked_until)


@pytest.mark.parametrize(
    ("subject", "fields", "kind"),
    [
        ("buyer of 0197", {"name", "phone"}, "sale"),
        ("driver of 0197", {"plate"}, "freight"),
        (PGLN, {"name", "phone"}, "party"),
        (PGLN, {"name", "point"}, "plot"),
        (PGLN, {"plate", "phone"}, "freight"),
        (PERSON, {"phone"}, "account"),
        ("person-packer", {"note"}, "note"),
        ("person-admin", {"reason"}, "export"),
    ],
)
def test_every_entry_falls_under_a_term(subject: str, fields: set[str], kind: str) -> None:
    assert kind_of(subject, fields) == kind
    assert TERMS[kind].law


@pytest.mark.parametrize(
    ("subject", "fields", "kept", "until"),
    [
        ("buyer of 0197", {"name": "a", "phone": "1"}, ("name", "phone"), datetime(2028, 7, 9, tzinfo=UTC)),
        ("driver of 0197", {"plate": "a", "driver": "b"}, ("driver", "plate"), datetime(2029, 7, 9, tzinfo=UTC)),
        ("person-admin", {"reason": "a"}, ("reason",), datetime(2029, 7, 9, tzinfo=UTC)),
    ],
)
def test_records_are_retained_from_their_day_on(
    subject: str, fields: dict[str, str], kept: tuple[str, ...], until: datetime
) -> None:
    found = retained(subject, held(fields), NOW + timedelta(days=30))
    assert found is not None
    assert (found.fields, found.until) == (kept, until)
    assert retained(subject, held(fields), until) is None


def test_a_household_is_retained_from_the_day_that_its_end_is_asked_for() -> None:
    found = retained(PGLN, held({"name": "a", "phone": "1"}, datetime(2020, 1, 1, tzinfo=UTC)), NOW)
    assert found is not None
    assert (found.fields, found.until) == (("name", "phone"), datetime(2028, 7, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    ("subject", "fields"),
    [(PGLN, {"name": "屋后", "point": "{}"}), (PERSON, {"phone": "1"}), ("person-packer", {"note": "a"})],
)
def test_what_no_law_wants_goes_at_once(subject: str, fields: dict[str, str]) -> None:
    assert retained(subject, held(fields), NOW) is None


def test_a_second_request_does_not_lengthen_the_first() -> None:
    until = NOW + timedelta(days=3)
    found = retained(PGLN, held({"name": "a"}, locked_until=until), NOW)
    assert found is not None
    assert found.until == until
    assert retained(PGLN, held({"name": "a"}, locked_until=until), until) is None


def test_standing_data_are_never_over_by_age() -> None:
    assert not over(PGLN, held({"name": "a"}, datetime(2001, 1, 1, tzinfo=UTC)), NOW)
    assert not over(PERSON, held({"phone": "1"}, datetime(2001, 1, 1, tzinfo=UTC)), NOW)


def test_a_leap_day_ends_on_the_first_of_march() -> None:
    assert years_after(datetime(2028, 2, 29, tzinfo=UTC), 2) == datetime(2030, 3, 1, tzinfo=UTC)


def test_the_sweep_takes_what_is_over_and_nothing_else(regions: Regions) -> None:
    vault = regions.vault("yunfu")
    refs = {
        subject: vault.keep(subject, uuid4(), fields)
        for subject, fields in (
            ("buyer of a", {"name": "甲"}),
            ("driver of b", {"plate": "粤W"}),
            (PGLN, {"name": "乙"}),
            ("person-1", {"note": "丙"}),
        )
    }
    young = vault.keep("person-1", uuid4(), {"phone": "13800000000"})
    with regions.datastore.connection() as connection:  # of a store from before the names of fields were kept
        query = "UPDATE yunfu.vault_entry SET fields = '{}' WHERE subject = ANY(%s)"
        connection.execute(query, ([PGLN, "person-1"],))
    for years, gone in (
        (1, set[str]()),
        (2, {"buyer of a", "person-1"}),
        (3, {"buyer of a", "person-1", "driver of b"}),
    ):
        with regions.datastore.connection() as connection:
            query = "UPDATE yunfu.vault_entry SET kept_at = %s WHERE ref = ANY(%s)"
            connection.execute(query, (years_after(NOW, -years), [*refs.values()]))
        before = {subject for subject, ref in refs.items() if vault.open(ref)}
        assert end_terms(regions, "yunfu", NOW) == len(gone & before)
        assert {subject for subject, ref in refs.items() if vault.open(ref) is None} == gone
    assert vault.open(young) == {"phone": "13800000000"}
    with regions.datastore.connection() as connection:
        keys = connection.execute("SELECT subject FROM keys.vault_key ORDER BY 1").fetchall()
    assert [row[0] for row in keys] == [PGLN, "person-1"]
