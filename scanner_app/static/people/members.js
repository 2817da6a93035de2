// The people of a party: who works for it, whom it invites, whose new devices wait.

import { current } from "./accounts.js";
import { askAs } from "./session.js";
import { explain, fill, find, onPress, onSend, phrase, word } from "./page.js";

async function begin() {
  if (!(await current())) return location.replace("/people/sign-in?to=/people/members");
  await members();
  await invitations();
  await waiting();
  find("#ready").hidden = false;
}

async function members() {
  const { items } = await askAs("GET", "people/members?limit=200");
  fill("#members", items, (row, one) => {
    find(".suspended", row).hidden = !one.suspended;
    const stop = find(".stop", row), resume = find(".resume", row), end = find(".end", row);
    stop.hidden = one.suspended;
    resume.hidden = !one.suspended;
    const pressed = (/** @type {HTMLElement} */ button, /** @type {string} */ what) => onPress(button, async () => {
      if (what === "endings" && !confirm(phrase("sure"))) return;
      await askAs("POST", `people/members/${one.person}/${what}`, { body: { reason: "other" }, command: true });
      await members();
    });
    pressed(stop, "suspensions");
    pressed(resume, "resumptions");
    pressed(end, "endings");
  });
}

async function invitations() {
  fill("#invitations", (await askAs("GET", "people/invitations")).items, (row, one) => {
    onPress(find("button", row), async () => {
      await askAs("DELETE", `people/invitations/${one.id}`);
      await invitations();
    });
  });
}

async function waiting() {
  fill("#waiting", (await askAs("GET", "people/waiting-devices")).items, (row, one) => {
    for (const [name, what] of [[".confirm", "confirmations"], [".refuse", "refusals"]]) {
      onPress(find(name, row), async () => {
        await askAs("POST", `people/waiting-devices/${one.id}/${what}`);
        await waiting();
      });
    }
  });
}

onSend("#invite", async ({ role, most_uses, days }) => {
  const body = { role, most_uses: Number(most_uses), days: Number(days) };
  const made = await askAs("POST", "people/invitations", { body });
  find("#made-code").textContent = made.code;
  const link = find("#made-link");
  link.textContent = made.link;
  link.setAttribute("href", made.link);
  find("#made-role").textContent = word(made.role);
  find("#made").hidden = false;
  await invitations();
});

begin().catch(explain);
