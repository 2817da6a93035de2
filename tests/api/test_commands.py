"""Every command through its own address: what it answers, what a repeat answers, what it refuses."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from api.carrying import SHORT
from api.command import COMMANDS
from api.recording import carry_out
from api.routes.labels import mint_serials
from domain.act import SHANGHAI, Act
from domain.commands import issue_labels
from tests.api.forms import FORMS
from tests.api.story import People, ago, goods, kg, uuid7


def test_every_command_has_an_example() -> None:
    assert {kind.name for kind in COMMANDS.values()} == FORMS.keys()


@pytest.mark.parametrize("name", FORMS)
def test_a_command_is_carried_out_once_however_often_it_is_sent(people: People, name: str) -> None:
    form = FORMS[name](people)
    command_id = uuid7()
    first = people.send(*form, command_id=command_id)
    assert first.status_code == 201, first.text
    assert first.json()["id"] == str(command_id)
    assert "idempotent-replay" not in first.headers
    head = people.head(form.region)
    again = people.send(*form, command_id=command_id)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotent-replay"] == "true"
    assert people.head(form.region) == head == first.json()["position"]


def test_a_long_command_is_carried_out_or_refused_like_a_short_one(people: People) -> None:
    lot = people.purchase(10)

    def sell(kilograms: int) -> bytes:
        body = {"kind": "retail", "site": people.shed, "goods": [goods(lot, kilograms)]}
        return json.dumps(body).encode() + b" " * SHORT

    sold = people.send("packer", "yunfu", "sales", sell(4))
    assert sold.status_code == 201, sold.text
    refused = people.send("packer", "yunfu", "sales", sell(7))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/insufficient-stock")
    assert refused.json()["errors"][0]["pointer"] == "/goods/0/lot"


@pytest.mark.parametrize("name", FORMS)
def test_the_same_id_with_other_content_conflicts(people: People, name: str) -> None:
    form = FORMS[name](people)
    command_id = uuid7()
    people.made(*form, command_id=command_id)
    head = people.head(form.region)
    other = people.send(*form._replace(body=form.body | {"note": "something else"}), command_id=command_id)
    assert (other.status_code, other.json()["type"]) == (409, "/problems/command-reused")
    assert people.head(form.region) == head


def test_fifty_phones_with_one_id_record_it_once(people: People) -> None:
    form, command_id = FORMS["record_harvest"](people), uuid7()
    with ThreadPoolExecutor(50) as threads:
        answers = list(threads.map(lambda _: people.send(*form, command_id=command_id), range(50)))
    assert {answer.status_code for answer in answers} == {201}
    assert {answer.text for answer in answers} == {answers[0].text}
    assert sum("idempotent-replay" not in answer.headers for answer in answers) == 1


@pytest.mark.parametrize(
    ("path", "body", "status", "problem", "pointer"),
    [
        ("sales", {"kind": "retail", "goods": 11}, 409, "insufficient-stock", "/goods/0/lot"),
        ("sales", {"kind": "retail", "goods": "-1"}, 422, "not-positive", "/goods/0/amount/value"),
        ("sales", {"kind": "retail", "goods": "NaN"}, 422, "malformed-number", "/goods/0/amount/value"),
        ("sales", {"kind": "retail", "goods": "1e300"}, 422, "malformed-number", "/goods/0/amount/value"),
        ("sales", {"kind": "retail", "goods": "1000000000"}, 422, "absurd", "/goods/0/amount/value"),
        ("sales", {"kind": "retail", "goods": "0.0001"}, 422, "too-fine", "/goods/0/amount/value"),
        ("sales", {"kind": "retail", "goods": 1, "site": "9521234000037"}, 404, "unknown-site", "/site"),
        ("stocks/destructions", {"amount": 11, "reason": "rotten"}, 409, "insufficient-stock", "/lot"),
        ("overdraft-resolutions", {"reason": "none"}, 409, "not-overdrawn", "/lot"),
    ],
)
def test_what_the_facts_deny_is_refused_at_its_field(
    people: People, path: str, body: dict[str, object], status: int, problem: str, pointer: str
) -> None:
    lot = people.purchase(10)
    sent: dict[str, object] = {"site": people.shed} | body
    if "goods" in sent:
        sent["goods"] = [goods(lot, sent["goods"])]
    else:
        sent["lot"] = lot
    if "amount" in sent:
        sent["amount"] = kg(sent["amount"])
    head = people.head("yunfu")
    answer = people.send("packer", "yunfu", path, sent)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{problem}")
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert people.head("yunfu") == head


def test_another_partys_goods_are_not_sold(people: People) -> None:
    body = {"kind": "retail", "site": people.shed, "goods": [goods(people.purchase(10), 1)]}
    answer = people.send("rival", "yunfu", "sales", body)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-yours")
    assert answer.json()["errors"][0]["pointer"] == "/site"


def test_a_site_of_another_region_is_refused(people: People) -> None:
    body = {"lot": people.lot(), "site": people.plot, "amount": kg(1)}
    answer = people.send("grower", "guangzhou", "harvests", body)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/unknown-site")
    assert answer.json()["errors"][0]["pointer"] == "/site"


def test_a_purchase_without_proof_needs_a_reason(people: People) -> None:
    body = {"site": people.shed, "from_site": people.plot, "goods": [goods(people.harvest(5), 5)]}
    answer = people.send("packer", "yunfu", "purchases", body | {"proof": {"kind": "none"}})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/proof-missing")
    people.made("packer", "yunfu", "purchases", body | {"proof": {"kind": "none", "reason": "own_use"}})


def test_held_goods_are_not_sold_until_they_are_released(people: People) -> None:
    hold = FORMS["hold_stock"](people)
    sale = {"kind": "retail", "site": people.shed, "goods": [goods(hold.body["lot"], 1)]}
    held = people.made(*hold)["hold"]
    answer = people.send("packer", "yunfu", "sales", sale)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/stock-held")
    people.made("inspector", "yunfu", f"holds/{held}/releases", hold.body)
    people.made("packer", "yunfu", "sales", sale)


def test_an_inspector_holds_nothing_outside_the_jurisdiction(people: People) -> None:
    lot = people.purchase(10)
    shipment = people.dispatch(lot, 10)
    receipt = FORMS["receive_goods"](people).body | {
        "reference": shipment,
        "arrivals": [{"lot": lot, "accepted": kg(10)}],
    }
    people.made("market", "guangzhou", "receipts", receipt)
    body = {"lot": lot, "site": people.stall, "reason": "suspected_residue"}
    answer = people.send("inspector", "guangzhou", "holds", body)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/outside-jurisdiction")


def test_only_an_administrator_registers_products_and_enterprises(people: People) -> None:
    product = FORMS["register_product"](people)
    assert people.send("packer", *product[1:]).json()["type"] == "/problems/wrong-role"
    enterprise = {"kind": "market", "name": "别家市场", "county": "440111"}
    assert people.send("packer", "commons", "parties", enterprise).json()["type"] == "/problems/not-yours"


def test_a_record_from_the_outbox_is_taken_even_when_it_disagrees(people: People) -> None:
    lot = people.purchase(10)
    sale = {"kind": "retail", "site": people.shed, "goods": [goods(lot, 12)], "occurred_at": people.now()}
    assert people.send("packer", "yunfu", "sales", sale).status_code == 409
    people.made("packer", "yunfu", "sales", sale, headers={"Captured": "offline"})
    stock = {"lot": lot, "site": people.shed, "amount": kg(0)}
    assert people.made("packer", "yunfu", "stocks/counts", stock)["variance"] == "2.000"


def test_a_record_from_the_outbox_must_say_when_it_happened(people: People) -> None:
    form = FORMS["record_harvest"](people)
    answer = people.send(*form, headers={"Captured": "offline"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "time_missing")


def test_a_phone_whose_clock_is_wrong_is_put_right(people: People) -> None:
    """Its clock is three hours fast: without `Sent-At` the fact lies too far ahead."""
    form = FORMS["record_harvest"](people)
    body = form.body | {"occurred_at": ago(hours=-2)}
    assert people.send(*form._replace(body=body)).json()["type"] == "/problems/too-far-ahead"
    people.made(*form._replace(body=body), headers={"Sent-At": ago(hours=-3)})


def test_what_is_over_thirty_days_old_needs_a_supervisor_and_a_reason(people: People) -> None:
    body = {"lot": people.lot(), "site": people.shed, "amount": kg(1), "occurred_at": ago(days=40)}
    assert people.send("packer", "yunfu", "harvests", body).json()["type"] == "/problems/too-late"
    assert people.send("supervisor", "yunfu", "harvests", body).json()["type"] == "/problems/too-late"
    people.made("supervisor", "yunfu", "harvests", body | {"late_reason": "the paper book was found"})


@pytest.mark.parametrize("write", ["path", "link", "urn", "brackets", "scanner"])
def test_a_lot_may_be_written_in_any_form(people: People, write: str) -> None:
    lot = people.lot()
    code, gtin = lot.rsplit("/", 1)[1], people.product
    written = {
        "path": lot,
        "link": f"https://example.org/some/stem/{lot}",
        "urn": f"urn:epc:class:lgtin:{gtin[1:8]}.{gtin[0]}{gtin[8:13]}.{code}",
        "brackets": f"(01){gtin}(10){code}",
        "scanner": f"01{gtin}10{code}",
    }[write]
    body = {"lot": written, "site": f"(414){people.plot}", "amount": kg(1)}
    assert people.made("grower", "yunfu", "harvests", body)["lot"] == lot


def test_serials_of_a_roll_are_the_same_at_every_repeat_and_belong_to_nobody_else(people: People) -> None:
    form, command_id = FORMS["issue_labels"](people), uuid7()
    serials = people.made(*form, command_id=command_id)["serials"]
    assert people.made(*form, command_id=command_id)["serials"] == serials
    assert len(set(serials)) == 20
    assert {(len(serial), serial[:4]) for serial in serials} == {(16, serials[0][:4])}
    assert people.made(*form)["serials"][0][:4] != serials[0][:4]


def test_a_roll_whose_name_is_taken_gets_another(people: People) -> None:
    form, command_id = FORMS["issue_labels"](people), uuid7()
    key = people.regions.settings.content_key.reveal()
    taken = mint_serials(key, people.parties["packer"], command_id, 1)
    now = datetime.now(SHANGHAI)
    act = Act(uuid7(), people.parties["packer"], "person", at=now, received_at=now, claimed_at=now)
    carry_out(people.regions["yunfu"], act, lambda desk: issue_labels(desk, product=people.product, serials=taken))
    assert people.made(*form, command_id=command_id)["roll"] != taken[0][:4]


def test_a_label_is_bound_once(people: People) -> None:
    form = FORMS["bind_labels"](people)
    people.made(*form)
    again = people.send(*form._replace(body=form.body | {"lot": people.purchase()}))
    assert (again.status_code, again.json()["type"]) == (409, "/problems/label-spoken")


def test_personal_values_are_in_the_vault_alone(people: People) -> None:
    names = ("register_party", "register_site", "record_harvest", "dispatch_shipment", "sell")
    for name in names:
        people.made(*FORMS[name](people))
    spoken = ("黎阿嫂", "13800138000", "屋后园", "23.23", "雨后采收", "粤W12345", "陈师傅", "梁老板", "13700137000")
    for region in ("yunfu", "commons"):
        with people.regions.datastore.connection() as connection:
            events = connection.execute(
                f"SELECT string_agg(convert_from(state, 'utf8'), '') FROM {region}.event"
            ).fetchone()
            commands = connection.execute(f"SELECT string_agg(c::text, '') FROM {region}.command AS c").fetchone()
        assert events
        assert commands
        written = f"{events[0]}{commands[0]}"
        assert [word for word in spoken if word in written and word != "23.23"] == []
        assert "23.231" not in written


def test_a_refused_command_leaves_nothing_in_the_vault(people: People) -> None:
    entries = people.count("yunfu", "vault_entry")
    sale = FORMS["sell"](people)
    kept = people.count("yunfu", "vault_entry")
    answer = people.send(*sale._replace(body=sale.body | {"goods": [goods(people.purchase(1), 2)], "note": "note"}))
    assert answer.status_code == 409
    assert people.count("yunfu", "vault_entry") == kept >= entries


def test_a_repeated_registration_leaves_one_entry_in_the_vault(people: People) -> None:
    form, command_id = FORMS["register_party"](people), uuid7()
    people.made(*form, command_id=command_id)
    kept = people.count("yunfu", "vault_entry")
    people.made(*form, command_id=command_id)
    assert people.count("yunfu", "vault_entry") == kept
