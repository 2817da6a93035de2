"""The vault: what is kept can be opened, by its region and key alone, until its subject is erased."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from store.datastore import Datastore
from store.errors import VaultKeyWrong
from store.recorder import Recorder
from store.secret import Secret
from store.vault import Vault
from tests.store.making import Deed, event

KEY = Secret(bytes(range(32)))
FIELDS = {"name": "陈阿婆", "phone": "13800000000"}


@pytest.fixture
def vault(datastore: Datastore) -> Vault:
    return Vault(datastore, "yunfu", KEY)


def test_what_is_kept_can_be_opened(vault: Vault):
    ref = vault.keep("952-a", uuid4(), FIELDS)
    assert vault.open(ref) == FIELDS
    assert vault.open(uuid4()) is None


def test_the_same_command_and_fields_give_the_same_reference(vault: Vault):
    command = uuid4()
    first = vault.keep("952-b", command, FIELDS)
    assert vault.keep("952-b", command, dict(reversed(FIELDS.items()))) == first
    assert vault.keep("952-b", command, FIELDS | {"name": "陈阿公"}) != first
    assert vault.keep("952-c", command, FIELDS) != first
    assert vault.keep("952-b", uuid4(), FIELDS) != first


def test_threads_that_meet_a_new_subject_share_one_key(vault: Vault):
    with ThreadPoolExecutor(8) as threads:
        refs = list(threads.map(lambda _: vault.keep("952-crowd", uuid4(), FIELDS), range(16)))
    assert vault.open_all(refs) == dict.fromkeys(refs, FIELDS)


def test_an_erased_subject_cannot_be_opened_and_others_can(vault: Vault):
    gone, stays = vault.keep("952-gone", uuid4(), FIELDS), vault.keep("952-stays", uuid4(), FIELDS)
    assert vault.erase("952-gone") == 1
    assert vault.open_all([gone, stays]) == {stays: FIELDS}


def test_what_is_kept_after_an_erasure_has_another_key(vault: Vault):
    vault.keep("952-back", uuid4(), FIELDS)
    vault.erase("952-back")
    again = vault.keep("952-back", uuid4(), FIELDS)
    assert vault.open(again) == FIELDS


def test_an_entry_whose_key_is_gone_is_not_there(vault: Vault, datastore: Datastore):
    ref = vault.keep("952-keyless", uuid4(), FIELDS)
    with datastore.connection() as connection:
        connection.execute("DELETE FROM keys.vault_key WHERE subject = '952-keyless'")
    assert vault.open(ref) is None
    later = vault.keep("952-keyless", uuid4(), FIELDS)
    assert vault.open_all([ref, later]) == {later: FIELDS}
    assert [one.ref for one in vault.held("952-keyless")] == [later]


def test_what_is_kept_on_is_under_a_new_key_and_the_old_one_opens_nothing(vault: Vault, datastore: Datastore):
    def sealed() -> list[tuple[bytes, bytes]]:
        query = "SELECT e.sealed, k.wrapped FROM yunfu.vault_entry e JOIN keys.vault_key k ON k.id = e.key"
        with datastore.connection() as connection:
            return connection.execute(f"{query} WHERE e.ref = %s".encode(), (stays,)).fetchall()

    stays, goes = vault.keep("952-half", uuid4(), FIELDS), vault.keep("952-half", uuid4(), FIELDS)
    before = sealed()
    with datastore.transaction() as connection:
        held = vault.taken(connection, "952-half")
        assert [(one.ref, one.fields) for one in held] == [(stays, FIELDS), (goes, FIELDS)]
        assert vault.keep_only(connection, "952-half", [held[0]._replace(fields={"name": "陈阿公"})]) == 1
    assert vault.open_all([stays, goes]) == {stays: {"name": "陈阿公"}}
    assert len(before) == len(sealed()) == 1
    assert before[0][0] != sealed()[0][0]
    assert before[0][1] != sealed()[0][1]


def test_what_is_locked_is_shown_to_its_subject_alone(vault: Vault, datastore: Datastore):
    ref, until = vault.keep("952-locked", uuid4(), FIELDS), datetime.now(UTC) + timedelta(days=730)
    with datastore.transaction() as connection:
        held = vault.taken(connection, "952-locked")
        vault.keep_only(connection, "952-locked", [one._replace(locked_until=until) for one in held])
    assert vault.open(ref) is None
    assert [(one.ref, one.locked_until) for one in vault.held("952-locked")] == [(ref, until)]


def test_a_process_with_another_master_key_makes_no_key(vault: Vault, datastore: Datastore):
    vault.keep("952-first", uuid4(), FIELDS)
    with pytest.raises(VaultKeyWrong, match="another master key"):
        Vault(datastore, "yunfu", Secret(bytes(32))).keep("952-second", uuid4(), FIELDS)


def test_another_master_key_opens_nothing(vault: Vault, datastore: Datastore):
    ref = vault.keep("952-d", uuid4(), FIELDS)
    with pytest.raises(VaultKeyWrong):
        Vault(datastore, "yunfu", Secret(bytes(32))).open(ref)


def test_an_entry_cannot_be_moved(vault: Vault, datastore: Datastore):
    ref, other = vault.keep("952-e", uuid4(), FIELDS), uuid4()
    with datastore.connection() as connection:
        connection.execute("UPDATE yunfu.vault_entry SET ref = %s WHERE ref = %s", (other, ref))
    with pytest.raises(VaultKeyWrong):
        vault.open(other)


def test_nothing_readable_is_in_the_tables(vault: Vault, datastore: Datastore):
    vault.keep("952-f", uuid4(), FIELDS)
    with datastore.connection() as connection:
        rows = connection.execute("SELECT k::text || e::text FROM keys.vault_key k, yunfu.vault_entry e").fetchall()
    text = "".join(row[0] for row in rows)
    for value in FIELDS.values():
        assert value not in text
        assert value.encode().hex() not in text


def test_entries_of_commands_that_were_never_recorded_are_swept(vault: Vault, datastore: Datastore):
    act = Deed()
    kept, lost = vault.keep("952-g", act.id, FIELDS), vault.keep("952-g", uuid4(), FIELDS)
    person = uuid4()
    phone = vault.keep(str(person), person, {"phone": "13800000001"})
    reason = vault.keep("person-9", uuid4(), {"reason": "查案"})
    Recorder(datastore, "yunfu").insert_events([event(uuid4())], act=act)
    assert vault.sweep(datetime.now(UTC) - timedelta(hours=1)) == 0
    assert vault.sweep(datetime.now(UTC) + timedelta(hours=1)) > 0
    assert vault.open_all([kept, lost]) == {kept: FIELDS}
    assert vault.open_all([phone, reason]).keys() == {phone, reason}
