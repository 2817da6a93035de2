// The people of a party: who works for it, whom it invites, whose new devices wait.

import { current } from "./accounts.js";
import { programs } from "./programs.js";
import { askAs } from "./session.js";
import { explain, fill, find, onPress, onSend, phrase, word } from "./page.js";

const OFFICIALS = ["inspector", "regulator", "administrator"];

const { searchParams } = new URL(location.href);
/** The party whose people these are; nothing: one's own. @type {{party?: string, party_region?: string}} */
const there = {};
let area = "", me = "";

async function begin() {
  const one = await current();
  if (!one) return location.replace("/people/sign-in?to=/people/members");
  const works = one.roles.find((other) => other.role === one.role && other.party === one.party);
  const administers = one.role === "administrator";
  if (administers && searchParams.get("party")) {
    Object.assign(there, { party: searchParams.get("party"), party_region: searchParams.get("region") || "commons" });
  }
  area = works?.jurisdiction ?? "";
  me = one.person;
  find("#whose").textContent = there.party ?? one.party;
  find("#elsewhere").hidden = !administers;
  find("#area-part").hidden = !administers;
  find("#home-part").hidden = (there.party_region ?? works?.party_region) !== "commons";
  const roles = find("#as");
  if (administers && !there.party && roles instanceof HTMLSelectElement) roles.value = "inspector";
  if (!administers) for (const role of document.querySelectorAll(".official")) role.remove();
  await members();
  find("#invitations").hidden = find("#own").hidden = Boolean(there.party);
  if (!there.party) {
    await invitations();
    await waiting();
    await programs();
  }
  find("#ready").hidden = false;
}

/** @param {{region: string, position: number}} [done] what was just recorded */
async function members(done) {
  const of = (there.party ? `&party=${there.party}&region=${there.party_region}` : "")
    + (done ? `&at_least=${done.region}:${done.position}` : "");
  const { items } = await askAs("GET", `people/members?limit=200${of}`);
  fill("#members", called(items), (row, one) => {
    find(".area", row).hidden = !one.jurisdiction;
    onSend(".change", async ({ role, jurisdiction }) => {
      const decide = (/** @type {string} */ what, /** @type {object} */ body) =>
        askAs("POST", `people/members/${one.person}/${what}`, { body: { ...body, ...there }, command: true });
      let done = role === one.role ? undefined : await decide("roles", { role });
      if (OFFICIALS.includes(role) && jurisdiction !== one.jurisdiction) done = await decide("jurisdictions", { jurisdiction });
      await members(done);
    }, row);
    const chosen = find("select", row), narrowed = find("input", row), narrow = find(".narrow", row);
    if (!(chosen instanceof HTMLSelectElement && narrowed instanceof HTMLInputElement)) return;
    const official = () => { narrow.hidden = !OFFICIALS.includes(chosen.value); };
    chosen.value = one.role;
    narrowed.value = one.jurisdiction;
    chosen.addEventListener("change", official);
    official();
    const mine = one.person === me;
    find(".self", row).hidden = !mine;
    find(".acts", row).hidden = find("details", row).hidden = mine;
    find(".suspended", row).hidden = !one.suspended;
    const stop = find(".suspend", row), resume = find(".resume", row), end = find(".end", row);
    stop.hidden = one.suspended;
    resume.hidden = !one.suspended;
    const pressed = (/** @type {HTMLElement} */ button, /** @type {string} */ what) => onPress(button, async () => {
      if (what === "endings" && !confirm(phrase("sure"))) return;
      const body = { reason: "other", ...there };
      await members(await askAs("POST", `people/members/${one.person}/${what}`, { body, command: true }));
    });
    pressed(stop, "suspensions");
    pressed(resume, "resumptions");
    pressed(end, "endings");
  });
}

/**
 * By what a manager recognises somebody: a masked number; without one how they came, and the end of their id.
 * @param {{person: string, phone: string, known_by: string}[]} people
 */
function called(people) {
  return people.map((one) => {
    const known = one.phone || word(`known.${one.known_by}`);
    return { ...one, called: one.phone || one.known_by === "erased" ? known : `${known} · …${one.person.slice(-4)}` };
  });
}

async function invitations() {
  fill("#invitations", (await askAs("GET", "people/invitations")).items, (row, one) => {
    const revoke = find("button", row);
    revoke.hidden = one.uses >= one.most_uses;
    onPress(revoke, async () => {
      await askAs("DELETE", `people/invitations/${one.id}`);
      await invitations();
    });
  });
}

async function waiting() {
  fill("#waiting", called((await askAs("GET", "people/waiting-devices")).items), (row, one) => {
    for (const [name, what] of [[".confirm", "confirmations"], [".refuse", "refusals"]]) {
      onPress(find(name, row), async () => {
        await askAs("POST", `people/waiting-devices/${one.id}/${what}`);
        await waiting();
      });
    }
  });
}

onSend("#invite", async ({ role, most_uses, days, home, jurisdiction }) => {
  const body = { role, most_uses: Number(most_uses), days: Number(days), ...there };
  if (!find("#home-part").hidden) Object.assign(body, { home });
  if (OFFICIALS.includes(role)) Object.assign(body, { jurisdiction: jurisdiction || area });
  const made = await askAs("POST", "people/invitations", { body });
  find("#made-code").textContent = made.code;
  const link = find("#made-link");
  find("#made-picture").setAttribute("src", made.picture);
  link.textContent = made.link;
  link.setAttribute("href", made.link);
  find("#made-role").textContent = word(made.role);
  find("#made").hidden = false;
  if (!there.party) await invitations();
});

begin().catch(explain);
