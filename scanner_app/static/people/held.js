// What is held on the person at work: the notice, what they agreed to, every value, and its end.

import { current } from "./accounts.js";
import { ask } from "./http.js";
import { explain, fill, find, onPress, phrase, say } from "./page.js";
import { askAs, signOut } from "./session.js";

/** What was sent and what was agreed to: no words of anybody, so nothing to correct. */
const STANDING = new Set(["picture", "consent"]);

async function begin() {
  if (!(await current())) return location.replace("/people/sign-in?to=/people/held");
  const notice = await ask("GET", `people/notice?lang=${document.documentElement.lang}`);
  for (const name of ["title", "text", "rights"]) find(`#notice-${name}`).textContent = notice[name];
  find("#version").textContent = notice.version;
  fill("#kept", notice.kept.map((/** @type {any} */ one) => ({ ...one, what: one.fields.join("、") })));
  await consents();
  await held();
  find("#ready").hidden = false;
}

async function consents() {
  const { items, missing, version } = await askAs("GET", "people/me/consents");
  fill("#missing", missing.map((/** @type {string} */ purpose) => ({ purpose })), (row, { purpose }) => {
    onPress(find("button", row), async () => {
      await askAs("POST", "people/me/consents", { body: { purpose, version } });
      await consents();
    });
  });
  fill("#consents", items, (row, one) => {
    const take = find("button", row);
    take.hidden = Boolean(one.withdrawn_at);
    find(".withdrawn", row).hidden = !one.withdrawn_at;
    onPress(take, async () => {
      await askAs("POST", `people/me/consents/${one.id}/withdrawals`, { body: {} });
      await consents();
      await held();
    });
  });
}

async function held() {
  const { entries } = await askAs("GET", "people/me/held");
  const values = entries.flatMap((/** @type {any} */ entry) =>
    Object.entries(entry.fields).map(([field, value]) => ({ ...entry, field, value })));
  fill("#entries", values, (row, one) => {
    const form = find("form", row), input = find("input", form);
    if (!(input instanceof HTMLInputElement)) return;
    input.value = one.value;
    input.setAttribute("aria-label", find("[data-of=field]", row).textContent ?? "");
    find(".locked", row).hidden = !one.locked_until;
    find(".change", row).hidden = STANDING.has(one.field) || one.kind === "account";
    onPress(find(".change", row), async () => {
      form.hidden = !form.hidden;
    });
    form.addEventListener("submit", async (sent) => {
      sent.preventDefault();
      try {
        const body = { fields: { [one.field]: input.value.trim() } };
        await askAs("POST", `people/me/held/${one.region}/${one.ref}/corrections`, { body });
        await held();
        say(phrase("kept"), "good");
      } catch (error) {
        explain(error);
      }
    });
  });
}

onPress(find("#download"), async () => {
  const copy = await askAs("GET", "people/me/held");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(copy, null, 2)], { type: "application/json" }));
  link.download = "suyuan-held-on-me.json";
  link.click();
  URL.revokeObjectURL(link.href);
});

onPress(find("#erase"), async () => {
  if (!confirm(phrase("erasing"))) return;
  const one = await current();
  const { retained } = await askAs("POST", "people/me/erasures", { body: {} });
  if (one) await signOut(one);
  find("#ready").hidden = true;
  fill("#retained", retained.map((/** @type {any} */ left) => ({ ...left, what: left.fields.join("、") })));
  find("#gone").hidden = false;
});

begin().catch(explain);
