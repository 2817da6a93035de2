// The identity provider of others: off to it, and back. The key waits in this browser alone.

import { askAs, signIn } from "./session.js";
import { newKey, publicKey } from "./proof.js";
import { keep, account, forget } from "./accounts.js";

/** @typedef {import("./accounts.js").Account} Account */

const VISIT = "a visit at the provider";

/**
 * @param {string} path of what begins the visit, below people/
 * @param {(method: string, path: string, how: {body: unknown}) => Promise<any>} asking
 */
export async function startAtProvider(path, asking) {
  const key = await newKey();
  const begun = await asking("POST", `people/${path}`, { body: { key: await publicKey(key) } });
  const visit = { person: VISIT, key, refresh: "", session: path, used: 0 };
  await keep(/** @type {Account} */ (visit));
  location.assign(begun.address);
}

/** Take up what the provider sent the browser back with. @returns {Promise<boolean>} whether it was a sign-in */
export async function fromProvider() {
  const { searchParams } = new URL(location.href);
  const visit = await account(VISIT);
  const back = { state: searchParams.get("state") ?? "", code: searchParams.get("code") ?? "" };
  history.replaceState(null, "", location.pathname);
  await forget(VISIT);
  const key = visit ? visit.key : await newKey();
  if (visit && visit.session === "provider-links/visits") {
    await askAs("POST", "people/provider-links", { body: { ...back, key: await publicKey(key) } });
    return false;
  }
  await signIn("sessions/by-provider", back, key);
  return true;
}
