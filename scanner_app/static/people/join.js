// Joining with an invitation: its code is behind the #, which no server sees, or is typed.

import { ask } from "./http.js";
import { find, goOn, onPress, onSend, phrase, say } from "./page.js";
import { newKey } from "./proof.js";
import { signIn } from "./session.js";

const asked = { ticket: "", phone: "", invitation: "" };
/** @type {CryptoKeyPair | undefined} the ticket's: whose answer was lost may press again */
let key;
const field = find("#invitation");
if (field instanceof HTMLInputElement) field.value = decodeURIComponent(location.hash.slice(1));
for (const link of document.querySelectorAll("nav a")) link.setAttribute("href", link.getAttribute("href") + location.hash);

onSend("#ask", async ({ phone, invitation }) => {
  asked.ticket = (await ask("POST", "people/codes", { body: { phone, purpose: "join" } })).ticket;
  key = await newKey();
  Object.assign(asked, { phone, invitation });
  find("#ask").hidden = true;
  find("#with-code").hidden = false;
  find("#code").focus();
});

onSend("#with-code", async ({ code }) => {
  const one = await signIn("sessions/by-invitation", { ...asked, code }, key);
  if (one.state === "waiting") return say(phrase("waiting"));
  history.replaceState(null, "", location.pathname);
  goOn();
});

onPress(find("#again"), async () => {
  find("#ask").hidden = false;
  find("#with-code").hidden = true;
});
