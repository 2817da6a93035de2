// Signing in: by a code on the phone, by password and second factor, by passkey, by the provider of others.

import { accounts, keep } from "./accounts.js";
import { offerNewPassword } from "./forgotten.js";
import { ask } from "./http.js";
import { explain, fill, find, goOn, onPress, onSend, phrase, say } from "./page.js";
import { startAtProvider } from "./provider.js";
import { knowsPasskeys, passkeyAnswer } from "./passkeys.js";
import { newKey } from "./proof.js";
import { label, refresh, signIn } from "./session.js";

const toDesk = new URL(location.href).searchParams.get("to") === "/people/desk";
/** @type {{ticket: string, key?: CryptoKeyPair}} the key is the ticket's: whose answer was lost may press again */
const asked = { ticket: "" };

async function begin() {
  const known = (await accounts()).filter((one) => one.refresh);
  find("#here").hidden = known.length === 0 || toDesk;
  fill("#accounts", known.map((one) => ({ ...one, who: one.role })), (row, one) => {
    onPress(find("button", row), async () => {
      const next = await refresh(one.person);
      await keep({ ...next, used: Date.now() });
      goOn();
    });
  });
}

onSend("#ask", async ({ phone }) => {
  asked.ticket = (await ask("POST", "people/codes", { body: { phone } })).ticket;
  asked.key = await newKey();
  find("#ask").hidden = true;
  find("#with-code").hidden = false;
  find("#code").focus();
});

onSend("#with-code", async ({ code }) => {
  const one = await signIn("sessions/by-code", { ticket: asked.ticket, code }, asked.key);
  if (one.state === "waiting") return say(phrase("waiting"));
  goOn();
});

onSend("#with-password", async (values) => {
  await signIn("sessions/by-password", values);
  goOn();
});

onPress(find("#with-passkey"), async () => {
  const asked = await ask("POST", "people/passkey-challenges");
  const credential = await passkeyAnswer(asked.options);
  await signIn("sessions/by-passkey", { ceremony: asked.ceremony, credential });
  goOn();
});

offerNewPassword();

onPress(find("#with-provider"), () => startAtProvider("provider-visits", ask));
find("#with-passkey").hidden = !knowsPasskeys;

onPress(find("#again"), async () => {
  find("#ask").hidden = false;
  find("#with-code").hidden = true;
});

if (toDesk) {
  for (const part of ["#ask", "#joining"]) find(part).hidden = true;
  find("#to-desk").hidden = false;
  find("#other").setAttribute("open", "");
}
find("#device").textContent = label();
begin().catch(explain);
