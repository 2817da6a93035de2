// The person at work: what as, on which devices, with which proofs, and who looked.

import { accounts, current } from "./accounts.js";
import { askAs, label, refresh, signOut } from "./session.js";
import { explain, fill, find, onPress, onSend, phrase, say, word } from "./page.js";
import { knowsPasskeys, newPasskey } from "./passkeys.js";
import { startAtProvider } from "./provider.js";

const SUPERVISES = ["supervisor", "administrator"], INVESTIGATES = ["inspector", "regulator"];

async function begin() {
  const one = await current();
  if (!one) return location.replace("/people/sign-in?to=/people/me");
  find("#role").textContent = word(one.role);
  find("#party").textContent = one.party;
  find("#members").hidden = one.half || !SUPERVISES.includes(one.role);
  find("#cases").hidden = one.half || !INVESTIGATES.includes(one.role);
  find("#desk").hidden = one.half || !one.roles.some((other) => other.role === "administrator");
  find("#half").hidden = !one.half;
  fill("#roles", one.roles.filter((other) => other.role !== one.role || other.party !== one.party), (row, other) => {
    onPress(find("button", row), async () => {
      await refresh(one.person, { party: other.party, role: other.role });
      location.reload();
    });
  });
  await devices();
  await factors();
  find("#ready").hidden = false;
  if (one.half) return;
  await name(one);
  await looks();
}

/** What the party is called. @param {import("./accounts.js").Account} one */
async function name({ role, party, roles }) {
  const region = roles.find((other) => other.role === role && other.party === party)?.party_region;
  const me = await askAs("GET", `${region}/parties/me`);
  find("#name").textContent = me.name;
}

async function devices() {
  const { items } = await askAs("GET", "people/devices");
  fill("#devices", items, (row, one) => {
    find(".this", row).hidden = !one.this;
    const confirm = find(".confirm", row), revoke = find(".revoke", row);
    confirm.hidden = one.state !== "waiting";
    revoke.hidden = one.this;
    onPress(confirm, async () => {
      await askAs("POST", `people/devices/${one.id}/confirmations`);
      await devices();
    });
    onPress(revoke, async () => {
      await askAs("DELETE", `people/devices/${one.id}`);
      await devices();
    });
  });
}

async function factors() {
  fill("#passkeys", (await askAs("GET", "people/passkeys")).items, (row, one) => {
    onPress(find("button", row), async () => {
      await askAs("DELETE", `people/passkeys/${one.id}`);
      await factors();
    });
  });
  fill("#links", (await askAs("GET", "people/provider-links")).items, (row) => {
    onPress(find("button", row), async () => {
      await askAs("DELETE", "people/provider-links/current");
      await factors();
    });
  });
}

async function looks() {
  const { items } = await askAs("GET", "people/looks?limit=20");
  fill("#looks", items.map((/** @type {any} */ one) => ({ ...one, what: `looked.${one.what}` })));
}

onSend("#password", async (values, form) => {
  await askAs("PUT", "people/password", { body: values });
  form.reset();
  say(phrase("kept"), "good");
});

onPress(find("#add-passkey"), async () => {
  const { ceremony, options } = await askAs("POST", "people/passkeys/challenges");
  const credential = await newPasskey(options);
  await askAs("POST", "people/passkeys", { body: { ceremony, credential, label: label() } });
  await factors();
  await proved();
});

find("#add-passkey").hidden = !knowsPasskeys;

onPress(find("#begin-app"), async () => {
  const { address, picture } = await askAs("POST", "people/totp");
  find("#app-picture").setAttribute("src", picture);
  find("#app-address").setAttribute("href", address);
  find("#app-secret").textContent = new URL(address).searchParams.get("secret");
  find("#confirm-app").hidden = false;
  find("#app-code").focus();
});

onSend("#confirm-app", async ({ code }, form) => {
  const { codes } = await askAs("POST", "people/totp/confirmations", { body: { code } });
  form.hidden = true;
  fill("#recovery", codes.map((/** @type {string} */ one) => ({ code: one })));
  find("#recovery-part").hidden = false;
  await proved();
});

onPress(find("#add-link"), () => startAtProvider("provider-links/visits", askAs));

onPress(find("#sign-out"), async () => {
  const one = await current();
  if (one) await signOut(one);
  const others = (await accounts()).filter((other) => other.refresh);
  location.replace(others.length ? "/people/sign-in" : "/");
});

/** A new factor opens more with the next sign-in by it, not with this one. */
async function proved() {
  say(phrase((await current())?.half ? "signAgain" : "kept"), "good");
}

begin().catch(explain);
