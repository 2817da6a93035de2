"""People at their phones: joining, signing in, two on one phone, passkeys, another provider, replies that get lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from store.erasures import Erasures
from store.people.persons import release_number
from tests.api.signing.phones import Phone
from tests.journeys.town import Town, authenticator

PASSWORD = "three geese under a wampee"


def test_a_grower_joins_with_a_printed_code_and_stays_signed_in(page: Page, town: Town) -> None:
    town.join(page)
    expect(page.locator("#role")).to_have_text("Grower")
    expect(page.locator("#name")).to_have_text("packer 公司")
    page.reload()
    expect(page.locator("#ready")).to_be_visible()
    expect(page.locator("#devices li")).to_have_count(1)
    town.street.clock.turn(days=60)
    page.reload()
    expect(page.locator("#ready")).to_be_visible()


def test_two_people_share_a_phone_each_with_a_session_of_their_own(page: Page, town: Town) -> None:
    grower = town.join(page)
    assert grower.number
    packer = town.join(page, "packer")
    assert packer.number
    expect(page.locator("#role")).to_have_text("Packhouse worker")
    page.goto(f"{town.address}/people/sign-in")
    expect(page.locator("#accounts li")).to_have_count(2)
    page.click("#accounts li:has-text('Grower') button")
    expect(page.locator("#role")).to_have_text("Grower")
    town.sign_out(page)
    expect(page.locator("#accounts li")).to_have_count(1)
    expect(page.locator("#accounts li")).to_contain_text("Packhouse worker")


KEPT = """async () => {
  const database = await new Promise((done) => {
    const asked = indexedDB.open("suyuan-people");
    asked.onsuccess = () => done(asked.result);
  });
  const rows = await new Promise((done) => {
    const asked = database.transaction("accounts").objectStore("accounts").getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const keys = rows.map((one) => one.key.privateKey.extractable);
  return [Object.keys(rows[0]).sort().join(" "), keys, localStorage.length + sessionStorage.length];
}"""


def test_a_browser_keeps_a_session_and_a_key_that_does_not_leave_it(page: Page, town: Town) -> None:
    town.join(page)
    names = "device half key label party person refresh role roles session state used"
    assert page.evaluate(KEPT) == [names, [False], 0]
    assert page.context.cookies() == []


def test_a_lost_reply_signs_nobody_out(page: Page, town: Town) -> None:
    town.join(page)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    for _ in range(3):
        page.route("**/v1/people/tokens", lose, times=1)
        page.reload()
        expect(page.locator("#said")).to_contain_text("nothing was changed")
        page.reload()
        expect(page.locator("#ready")).to_be_visible()


def test_a_phone_whose_clock_is_wrong_stays_signed_in(page: Page, town: Town) -> None:
    town.join(page)
    page.add_init_script("const real = Date.now; Date.now = () => real() + 5 * 3600 * 1000")
    page.reload()
    expect(page.locator("#ready")).to_be_visible()


def test_a_revoked_phone_is_out(page: Page, town: Town, another: Callable[[], Page]) -> None:
    phone = town.join(page)
    lost = another()
    town.sign_in(lost, phone)
    page.reload()
    expect(page.locator("#devices li")).to_have_count(2)
    page.locator("#devices .revoke").locator("visible=true").click()
    expect(page.locator("#devices li")).to_have_count(1)
    lost.reload()
    expect(lost.locator("#said")).to_be_visible()
    expect(lost.locator("#ready")).to_be_hidden()


def test_an_inspector_adds_a_passkey_and_is_an_inspector_with_it_alone(page: Page, town: Town) -> None:
    kept = authenticator(page)
    phone = Phone()
    page.goto(f"{town.address}/people/join?lang=en#{town.street.invitation('inspector', jurisdiction='4453')}")
    page.fill("#phone", phone.number)
    page.click("#ask .button")
    town.read_code(page)
    expect(page.locator("#half")).to_be_visible()  # a code alone opens nothing but what adds a factor
    page.click("#add-passkey")
    expect(page.locator("#passkeys li")).to_have_count(1)
    town.sign_out(page)
    page.goto(f"{town.address}/people/sign-in")
    page.click("summary")
    page.click("#with-passkey")
    expect(page.locator("#ready")).to_be_visible()
    expect(page.locator("#role")).to_have_text("Inspector (agriculture)")
    expect(page.locator("#looks")).to_be_attached()
    assert kept


def test_staff_sign_in_with_a_password(page: Page, town: Town) -> None:
    phone = town.join(page, "packer")
    page.click("details:has(#password) summary")
    page.fill("#new", PASSWORD)
    page.click("#password .button")
    expect(page.locator("#said")).to_have_text("Kept.")
    town.sign_out(page)
    page.goto(f"{town.address}/people/sign-in")
    page.click("summary")
    page.fill("#phone-2", phone.number)
    page.fill("#with-password #password", "something else entirely")
    page.click("#with-password .button")
    expect(page.locator("#said")).to_be_visible()
    page.fill("#with-password #password", PASSWORD)
    page.click("#with-password .button")
    expect(page.locator("#ready")).to_be_visible()


def test_staff_link_their_organisation_and_sign_in_by_it(page: Page, town: Town) -> None:
    town.join(page, "packer")
    page.click("#add-link")
    page.fill("#as", "chen@market")
    page.click("button")
    expect(page.locator("#links li")).to_have_count(1)
    town.sign_out(page)
    page.goto(f"{town.address}/people/sign-in")
    page.click("summary")
    page.click("#with-provider")
    page.fill("#as", "chen@market")
    page.click("button")
    expect(page.locator("#ready")).to_be_visible()
    expect(page.locator("#role")).to_have_text("Packhouse worker")


def test_a_supervisor_invites_and_lets_go(page: Page, town: Town, another: Callable[[], Page]) -> None:
    town.join(page, "supervisor")
    page.click("#members")
    expect(page.locator("#ready")).to_be_visible()
    page.select_option("#as", "packer")
    page.click("#invite .button")
    expect(page.locator("#made")).to_be_visible()
    link = page.locator("#made-link").get_attribute("href")
    assert link is not None
    expect(page.locator("#invitations li").first).to_contain_text("Packhouse worker")
    other = another()
    other.goto(f"{town.address}/people/join?lang=en#{link.partition('#')[2]}")
    other.fill("#phone", Phone().number)
    other.click("#ask .button")
    town.read_code(other)
    expect(other.locator("#role")).to_have_text("Packhouse worker")
    page.reload()
    newest = page.locator("#members > li", has=page.locator("strong", has_text="Packhouse worker")).last
    expect(newest.locator(".suspended")).to_be_hidden()
    expect(page.locator("#invitations li", has_text="1 / 1").first.locator("button")).to_be_hidden()
    newest.locator(".suspend").click()
    expect(newest.locator(".suspended")).to_be_visible()
    newest.locator(".resume").click()
    expect(newest.locator(".suspended")).to_be_hidden()


def person_of(town: Town, phone: Phone) -> str:
    return town.street.get("me/held", phone.access).json()["person"]


def test_a_manager_recognises_people_by_masked_numbers_and_sees_no_raw_id(page: Page, town: Town) -> None:
    mine = town.join(page, "supervisor")
    theirs = town.street.member("packer")
    gone, released = (person_of(town, town.street.member("packer")) for _ in range(2))
    regions = town.app.state.regions
    Erasures(regions.datastore, regions.settings).erase(gone, basis="asked", by=gone)
    with regions.datastore.transaction() as connection:
        release_number(connection, released)
    seen = {"at_least": f"commons:{town.street.people.head('commons')}"}
    assert town.street.get("members", town.street.people.tokens["supervisor"], **seen).status_code == 200
    page.goto(f"{town.address}/people/members?lang=en")
    expect(page.locator("#ready")).to_be_visible()
    rows = page.locator("#members > li")
    for phone in (mine, theirs):
        expect(rows.get_by_text(f"{phone.number[:3]}****{phone.number[-4:]}", exact=True)).to_be_visible()
    expect(rows.get_by_text("erased", exact=True)).to_be_visible()
    expect(rows.get_by_text(f"no number, joined by invitation · …{released[-4:]}")).to_be_visible()
    text = page.locator("#members").inner_text()
    for hidden in (gone, released, theirs.number):
        assert hidden not in text
    assert not re.search("[0-9a-f]{8}-[0-9a-f]{4}", text)
    page.goto(f"{town.address}/people/members?lang=zh-CN")
    expect(rows.get_by_text("已删除", exact=True)).to_be_visible()


def test_a_supervisor_registers_a_program_and_revokes_it(page: Page, town: Town) -> None:
    town.join(page, "supervisor")
    page.click("#members")
    page.locator("summary", has_text="Register a program").click()
    page.fill("#label", "Scales of the packhouse")
    page.select_option("#program-role", "packer")
    page.select_option("#scopes", "read record")
    page.click("#program .button")
    expect(page.locator("#program-key")).to_have_text(re.compile("^syk_[0-9a-f]{16}_"))
    program = page.locator("#programs li", has_text="Scales of the packhouse")
    expect(program).to_contain_text("read record")
    assert town.street.post("client-tokens", {"key": page.locator("#program-key").inner_text()}).status_code == 200
    program.locator("button").click()
    expect(program).to_have_count(0)
    assert town.street.post("client-tokens", {"key": page.locator("#program-key").inner_text()}).status_code == 401


def test_a_grower_sees_corrects_takes_along_and_ends_what_is_held(page: Page, town: Town) -> None:
    phone = town.join(page)
    page.click("text=What is held on me")
    expect(page.locator("#ready")).to_be_visible()
    page.click("#missing li:has-text('I have read the notice') button")
    expect(page.locator("#consents li")).to_have_count(1)
    page.click("#consents button")
    expect(page.locator("#consents .withdrawn")).to_be_visible()
    expect(page.locator("#entries")).to_contain_text(phone.number)
    with page.expect_download() as copy:
        page.click("#download")
    assert phone.number in copy.value.path().read_text()
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("#erase")
    expect(page.locator("#gone")).to_be_visible()
    page.goto(f"{town.address}/people/me")
    expect(page).to_have_url(re.compile("/people/sign-in"))


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
@pytest.mark.parametrize("name", ["sign-in", "join", "me", "members", "held"])
def test_nothing_sticks_out_at_320_pixels(page: Page, town: Town, name: str, lang: str) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    town.join(page, "supervisor")
    page.goto(f"{town.address}/people/{name}?lang={lang}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
