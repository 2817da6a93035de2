// An authority's cases: opened, what was looked at for them, closed.

import { current } from "./accounts.js";
import { explain, fill, find, onSend, phrase, say } from "./page.js";
import { askAs } from "./session.js";

const LOOKS = ".looked", CLOSING = ".closing";

async function begin() {
  if (!(await current())) return location.replace("/people/sign-in?to=/people/cases");
  await cases();
  find("#ready").hidden = false;
}

/** @param {string} [after] what was just recorded */
async function cases(after = "") {
  const { items } = await askAs("GET", `people/cases?limit=200${after}`);
  fill("#cases", items.map(told), (row, one) => {
    find(".address", row).setAttribute("href", `/${one.subject}`);
    onFirst(find(".looks", row), () => looks(row, one.number));
    onSend(CLOSING, async (values) => {
      const path = `commons/cases/${encodeURIComponent(one.number)}/closings`;
      await cases(readable(await askAs("POST", path, { body: values, command: true })));
      say(phrase("caseClosed"), "good");
    }, row);
  });
  fill("#closed", (await askAs("GET", `people/cases?closed=true&limit=50${after}`)).items.map(told));
}

/** @param {HTMLElement} row @param {string} number */
async function looks(row, number) {
  const { items } = await askAs("GET", `people/looks?limit=50&case=${encodeURIComponent(number)}`);
  fill(LOOKS, items.map((/** @type {any} */ one) => ({ ...one, what: `looked.${one.what}` })), () => {}, row);
}

/** @param {HTMLElement} part @param {() => Promise<void>} work */
function onFirst(part, work) {
  part.addEventListener("toggle", () => work().catch(explain), { once: true });
}

/** Codes as the page's words name them. @param {any} one */
function told(one) {
  return { ...one, why: `reason.${one.reason}`, how: `outcome.${one.outcome}`, area: one.jurisdiction || phrase("everywhere") };
}

/** @param {any} done */
function readable(done) {
  return `&at_least=commons:${done.position}`;
}

onSend("#open", async ({ note, ...values }, form) => {
  const body = note ? { ...values, note } : values;
  await cases(readable(await askAs("POST", "commons/cases", { body, command: true })));
  form.reset();
  say(phrase("caseOpened"), "good");
});

begin().catch(explain);
