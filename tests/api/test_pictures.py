"""Pictures over HTTP: sent by who records, kept sealed under their key, shown to whom the policy lets see them."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final
from uuid import UUID

import pytest
from fastapi import FastAPI
from PIL import Image
from psycopg import errors

from api.pictures import apart, door
from api.pictures.apart import clean_picture
from api.pictures.room import Room
from api.privacy.sweeping import sweep
from api.regions import Regions
from store.erasures import Erasures
from store.errors import StoreBusy
from store.pictures import MOST_A_DAY
from tests.api.picture_files import address_of, encoded, photo, scene
from tests.api.story import CERTIFICATE, Answer, People, goods

SENT: Final = {"Content-Type": "image/jpeg"}
MARKS: Final = {"artist": "欧谷鐀", "comment": "请转告谢姨", "place": "22.713", "tail": "欧谷鐂"}


def path_of(content: bytes, region: str = "yunfu") -> str:
    return f"/v1/{region}/pictures/{address_of(content)}"


def put(people: People, who: str, content: bytes, **headers: str) -> Answer:
    return people.client.put(path_of(content), content=content, headers=SENT | people.token(who) | headers)


def kept(people: People, who: str = "packer", width: int = 96) -> bytes:
    """What was sent and is kept: each width is another picture."""
    content = encoded(scene(width))
    assert put(people, who, content).status_code == 201
    return content


def rows(people: People) -> int:
    return people.count("yunfu", "picture")


def test_a_picture_is_kept_once_and_shown_as_a_plain_jpeg(people: People) -> None:
    content = photo(MARKS, orientation=6)
    first = put(people, "packer", content)
    assert first.status_code == 201, first.text
    assert first.json()["picture"] == address_of(content)
    before = rows(people)
    assert put(people, "packer", content).json() == first.json()
    assert rows(people) == before
    shown = people.get("packer", path_of(content))
    assert shown.status_code == 200
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Content-Security-Policy"] == "sandbox"
    assert shown.headers["Cache-Control"].split(",")[0] == "private"
    image = Image.open(BytesIO(shown.content))
    assert (image.format, image.size) == ("JPEG", (64, 96))
    assert not image.getexif()
    for mark in MARKS.values():
        assert mark.encode() not in shown.content


def test_who_lost_the_answer_asks_whether_it_is_here_and_sends_it_again(people: People) -> None:
    content = encoded(scene(41))
    asked = people.client.head(path_of(content), headers=people.token("packer"))
    assert asked.status_code == 404
    assert put(people, "packer", content).status_code == 201
    asked = people.client.head(path_of(content), headers=people.token("packer"))
    assert (asked.status_code, asked.content) == (200, b"")
    same = people.client.get(
        path_of(content), headers=people.token("packer") | {"If-None-Match": asked.headers["ETag"]}
    )
    assert (same.status_code, same.content) == (304, b"")


def test_a_fact_names_it_before_or_after_it_came(people: People) -> None:
    content = encoded(scene(42))
    lot = people.harvest(5)
    body = {"site": people.shed, "from_site": people.plot, "goods": [goods(lot, 5)], "proof": CERTIFICATE}
    done = people.made("packer", "yunfu", "purchases", body | {"evidence": [address_of(content)]})
    assert put(people, "packer", content).status_code == 201
    with people.regions.datastore.connection() as connection:
        row = connection.execute("SELECT evidence FROM yunfu.command WHERE id = %s", (done["id"],)).fetchone()
    assert row is not None
    assert people.get("packer", f"/v1/yunfu/pictures/{row[0][0]}").status_code == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("packer", 200),
        ("supervisor", 200),  # of the same party
        ("inspector", 200),
        ("admin", 200),
        ("rival", 404),
        ("grower", 404),
        ("carrier", 404),
        ("market", 404),
        ("", 401),
    ],
)
def test_who_sees_it(people: People, who: str, status: int) -> None:
    content = kept(people, width=43)
    for method in ("GET", "HEAD"):
        answer = people.client.request(method, path_of(content), headers=people.token(who))
        assert answer.status_code == status
    unknown = encoded(scene(44))
    if status == 404:
        told, nothing = people.get(who, path_of(content)).json(), people.get(who, path_of(unknown)).json()
        for one, sha in ((told, content), (nothing, unknown)):
            one |= {key: str(one[key]).replace(address_of(sha), "") for key in one}
        assert told == nothing


def test_an_official_of_another_area_finds_nothing_there(people: People) -> None:
    content = kept(people, "rival", width=45)
    people.parties["far"] = people.parties["market"]
    people._admit("far", "inspector", "4401")
    assert people.get("far", path_of(content)).status_code == 404
    people._admit("far", "inspector", "4453")
    assert people.get("far", path_of(content)).status_code == 200


def test_a_case_opens_the_pictures_of_its_parties(people: People, followers: Any) -> None:
    assert followers
    content = kept(people, "packer", width=46)
    people.parties["regulator"] = people.parties["rival"]
    people._admit("regulator", "regulator", "4401")
    lot = people.purchase(7)
    head = people.head("yunfu")
    number = "粤市监稽〔2026〕46号"
    body = {"number": number, "subject": lot, "reason": "residue"}
    made = people.send("regulator", "commons", "cases", body)
    assert made.status_code == 201, made.text
    assert people.get("packer", "/v1/trace", id=lot, at_least=f"yunfu:{head}").status_code == 200
    assert people.get("regulator", path_of(content)).status_code == 404
    assert people.get("regulator", path_of(content), case=number).status_code == 200
    (look, *_) = people.get("packer", "/v1/people/looks").json()["items"]
    assert (look["what"], look["basis"], look["reference"]) == ("picture", "case", number)


def test_an_officials_look_is_told_to_the_owner_and_the_owners_own_is_not(people: People) -> None:
    content = kept(people, "rival", width=47)
    before = people.get("rival", "/v1/people/looks").json()["items"]
    assert people.get("rival", path_of(content)).status_code == 200
    assert people.get("rival", "/v1/people/looks").json()["items"] == before
    assert people.get("inspector", path_of(content)).status_code == 200
    look, *rest = people.get("rival", "/v1/people/looks").json()["items"]
    assert rest == before
    assert (look["what"], look["seen"][0]["ids"]) == ("picture", [address_of(content)])


@pytest.mark.parametrize(("who", "status"), [("grower", 201), ("inspector", 201), ("admin", 403), ("", 401)])
def test_who_records_may_send_one(people: People, who: str, status: int) -> None:
    assert put(people, who, encoded(scene(48))).status_code == status


def test_the_same_picture_of_two_parties_is_two_and_tells_neither_of_the_other(people: People) -> None:
    content = kept(people, "packer", width=49)
    assert people.client.head(path_of(content), headers=people.token("rival")).status_code == 404
    before = rows(people)
    assert put(people, "rival", content).status_code == 201
    assert rows(people) == before + 1
    assert people.get("rival", path_of(content)).status_code == 200


@pytest.mark.parametrize(
    ("content", "headers", "status", "slug", "reason"),
    [
        (b"\xff\xd8\xff no picture", {}, 422, "picture-refused", "unreadable"),
        (b"<svg/>", {}, 422, "picture-refused", "kind"),
        (b"GIF89a", {"Content-Type": "image/gif"}, 415, "wrong-media-type", None),
        (b"{}", {"Content-Type": "application/json"}, 415, "wrong-media-type", None),
        (b"\xff" * 10_000_001, {}, 413, "too-large", None),
    ],
    ids=["no picture", "another kind", "a GIF", "JSON", "too large"],
)
def test_what_is_no_picture_is_refused_as_a_problem(
    people: People, content: bytes, headers: dict[str, str], status: int, slug: str, reason: str | None
) -> None:
    before = rows(people)
    answer = put(people, "packer", content, **headers)
    told = answer.json()
    assert (answer.status_code, told["type"]) == (status, f"/problems/{slug}")
    assert told.get("details", {}).get("reason") == reason
    assert rows(people) == before


def test_an_address_that_is_not_the_hash_of_the_bytes_is_refused(people: People) -> None:
    content = encoded(scene(50))
    other = people.client.put(path_of(content + b"x"), content=content, headers=SENT | people.token("packer"))
    assert (other.status_code, other.json()["details"]) == (422, {"reason": "hash"})
    assert put(people, "packer", content).status_code == 201
    other = people.client.put(path_of(content), content=content + b"x", headers=SENT | people.token("packer"))
    assert (other.status_code, other.json()["details"]) == (422, {"reason": "hash"})  # also once it is here
    for address in ("A" * 64, "0" * 63, "..%2f" + "0" * 59):
        wrong = people.client.put(
            f"/v1/yunfu/pictures/{address}", content=content, headers=SENT | people.token("packer")
        )
        assert wrong.status_code in (404, 422)
    nowhere = people.client.put(path_of(content, "atlantis"), content=content, headers=SENT | people.token("packer"))
    assert nowhere.json()["type"] == "/problems/unknown-region"


def test_more_at_once_than_are_read_soon_are_sent_away(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_room", Room(0, 4))
    answer = put(people, "packer", encoded(scene(51)))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")


def test_one_person_does_not_take_everybodys_room() -> None:
    room = Room(3, 2)
    with ExitStack() as coming:
        coming.enter_context(room.place("one"))
        coming.enter_context(room.place("one"))
        with pytest.raises(StoreBusy):
            coming.enter_context(room.place("one"))
        with room.place("other"):
            pass
        coming.enter_context(room.place("other"))
        with pytest.raises(StoreBusy):
            coming.enter_context(room.place("third"))
    with room.place("one"):
        pass


def test_a_machine_without_time_for_a_picture_asks_for_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "PATIENCE", 0.0)
    with pytest.raises(StoreBusy):
        clean_picture(encoded(scene(54)))


def test_a_person_sends_no_more_a_day_than_a_day_has(people: People) -> None:
    content = kept(people, "carrier", width=52)
    with people.regions.datastore.transaction() as connection:
        vault = people.regions.vault("yunfu")
        for number in range(MOST_A_DAY):
            name = f"{number:064x}"
            entry = vault.keep_within(connection, "person-carrier", UUID(int=number + 1), {"picture": name, "key": ""})
            connection.execute(
                "INSERT INTO yunfu.picture VALUES (%s, 'p', 'person-carrier', '', clock_timestamp(), %s, '')",
                (name, entry),
            )
    assert put(people, "carrier", encoded(scene(53))).status_code == 429
    assert put(people, "carrier", content).status_code == 201  # it is here already
    Erasures(people.regions.datastore, people.regions.settings).erase("person-carrier", basis="ordered", by="test")


def test_neither_the_name_of_a_file_nor_the_file_is_in_the_store(people: People, app: FastAPI) -> None:
    content = photo(MARKS)
    said = {"Content-Disposition": 'attachment; filename="ou-gu-secret.jpg"'}
    assert put(people, "packer", content, **said).status_code == 201
    with people.regions.datastore.connection() as connection:
        stored = connection.execute("SELECT picture::text FROM yunfu.picture").fetchall()
        sealed = connection.execute("SELECT sealed FROM yunfu.picture").fetchall()
    assert "ou-gu-secret" not in str(stored)
    assert not [one for (one,) in sealed if one[12:15] == b"\xff\xd8\xff" or content[100:200] in one]


def test_it_is_held_on_its_author_corrected_by_nobody_and_gone_with_them(people: People, app: FastAPI) -> None:
    content = kept(people, "market", width=54)
    held = people.get("market", "/v1/people/me/held").json()["entries"]
    (entry,) = [one for one in held if one["kind"] == "picture"]
    assert entry["fields"] == {"picture": address_of(content)}
    path = f"/v1/people/me/held/yunfu/{entry['ref']}/corrections"
    wrong = people.client.post(path, json={"fields": {"picture": "0" * 64}}, headers=people.token("market"))
    assert wrong.status_code == 404
    assert people.get("market", path_of(content)).status_code == 200
    with people.regions.datastore.connection() as connection:
        row = connection.execute("SELECT entry, sealed FROM yunfu.picture WHERE entry = %s", (entry["ref"],)).fetchone()
    assert row is not None
    done = people.client.post("/v1/people/me/erasures", json={}, headers=people.token("market"))
    assert (done.status_code, done.json()["retained"]) == (201, [])
    assert people.regions.vault("yunfu").open(row[0]) is None
    with people.regions.datastore.connection() as connection:
        assert not connection.execute("SELECT FROM yunfu.picture WHERE person = 'person-market'").fetchall()
    app.state.tokens._known.clear()
    people._admit("market", "market")
    assert people.get("market", path_of(content)).status_code == 404


def test_a_correction_of_something_else_leaves_it_readable(people: People) -> None:
    """The vault seals what stays under a new key; the picture's own key is what it seals."""
    content = kept(people, "rival", width=55)
    vault = people.regions.vault("yunfu")
    with people.regions.datastore.transaction() as connection:
        vault.keep_only(connection, "person-rival", vault.taken(connection, "person-rival"))
    assert people.get("rival", path_of(content)).status_code == 200


def test_it_goes_by_itself_after_two_years_and_not_for_want_of_a_command(people: People) -> None:
    content = kept(people, "grower", width=56)
    regions: Regions = people.regions
    with regions.datastore.connection() as connection:
        old = "UPDATE yunfu.vault_entry SET kept_at = kept_at - interval '{}' WHERE 'picture' = ANY(fields)"
        connection.execute(old.format("700 days").encode())
    now = datetime.now(UTC)
    assert sweep(regions, "yunfu", now).over == 0
    assert people.get("grower", path_of(content)).status_code == 200
    with regions.datastore.connection() as connection:
        connection.execute(old.format("31 days").encode())
    assert sweep(regions, "yunfu", now).over > 0
    assert people.get("grower", path_of(content)).status_code == 404
    assert rows(people) == 0


def test_the_database_alone_shows_no_tenant_anothers(people: People) -> None:
    kept(people, "packer", width=57)
    query = b"SELECT count(*) FROM yunfu.picture"
    with people.regions.datastore.transaction() as connection:
        connection.execute(b"SET LOCAL ROLE suyuan_reader")
        assert connection.execute(query).fetchone() == (0,)
        connection.execute("SELECT set_config('suyuan.party', %s, true)", (people.parties["rival"],))
        assert connection.execute(query).fetchone() == (0,)
        connection.execute("SELECT set_config('suyuan.party', %s, true)", (people.parties["packer"],))
        row = connection.execute(query).fetchone()
        assert row is not None
        assert row[0] > 0
        with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
            connection.execute(b"DELETE FROM yunfu.picture")
