// On the way to the administrators' desk: a cookie for it, by an administrator who showed both factors just now.

import { current } from "./accounts.js";
import { Problem } from "./http.js";
import { explain, find } from "./page.js";
import { askAs, refresh } from "./session.js";

const ROLE = "administrator";

async function begin() {
  const one = await current();
  if (!one) return location.replace("/people/sign-in?to=/people/desk");
  const role = one.roles.find((other) => other.role === ROLE);
  if (!role) return show("#nobody");
  if (one.role !== ROLE) await refresh(one.person, { party: role.party, role: role.role });
  await askAs("POST", "/admin/sessions", { cookie: true });
  location.replace("/admin");
}

/** @param {string} part */
function show(part) {
  find("#opening").hidden = true;
  find(part).hidden = false;
}

/** A role of two factors with one alone opens nothing yet. @param {unknown} error */
function refused(error) {
  const missing = ["/problems/wrong-role", "/problems/second-factor-missing"];
  show(error instanceof Problem && missing.includes(error.type) ? "#factors" : "#anew");
  if (!(error instanceof Problem) || !missing.includes(error.type)) explain(error);
}

begin().catch(refused);
