// A forgotten password: a code to the number, then another password, with the second factor of whoever has one.

import { ask, Problem } from "./http.js";
import { find, goOn, onPress, onSend, say, word } from "./page.js";
import { knowsPasskeys, passkeyAnswer } from "./passkeys.js";
import { newKey } from "./proof.js";
import { signIn } from "./session.js";

/** @type {{ticket: string, key?: CryptoKeyPair}} the key is the ticket's: whose answer was lost may press again */
const asked = { ticket: "" };

/** @param {"#with-password" | "#forgotten" | "#with-new-password"} part */
function show(part) {
  for (const one of ["#with-password", "#forgotten", "#with-new-password"]) find(one).hidden = one !== part;
  for (const other of document.querySelectorAll("#ask, #with-code, .way")) {
    other.classList.toggle("away", part !== "#with-password");
  }
}

/** @param {Record<string, unknown>} body */
async function finish(body) {
  try {
    await signIn("sessions/by-new-password", { ticket: asked.ticket, ...body }, asked.key);
  } catch (error) {
    if (!(error instanceof Problem && error.type === "/problems/second-factor-missing")) throw error;
    say(word("second-missing"), "stop");
    return find("#second-2").focus();
  }
  goOn();
}

/** Make the forms work; they are beside the one for a password. */
export function offerNewPassword() {
  onPress(find("#forgot"), async () => {
    const [from, to] = ["#phone-2", "#phone-3"].map((one) => /** @type {HTMLInputElement} */ (find(one)));
    to.value = from.value;
    show("#forgotten");
    to.focus();
  });

  onPress(find("#remembered"), async () => show("#with-password"));

  onSend("#forgotten", async ({ phone }) => {
    asked.ticket = (await ask("POST", "people/codes", { body: { phone, purpose: "password" } })).ticket;
    asked.key = await newKey();
    show("#with-new-password");
    find("#code-2").focus();
  });

  onSend("#with-new-password", finish);

  onPress(find("#new-by-passkey"), async () => {
    const form = /** @type {HTMLFormElement} */ (find("#with-new-password"));
    if (!form.reportValidity()) return;
    const { ceremony, options } = await ask("POST", "people/passkey-challenges");
    const credential = await passkeyAnswer(options);
    const { code, password } = Object.fromEntries(new FormData(form));
    await finish({ code, password: String(password).trim(), ceremony, credential });
  });

  onPress(find("#forgot-again"), async () => show("#forgotten"));
  find("#new-by-passkey").hidden = !knowsPasskeys;
}
