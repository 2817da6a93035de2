// Sessions: opened by one of the ways in, kept with the device's key, refreshed when an access token is over.

import { account, current, forget, keep } from "./accounts.js";
import { Problem, ask } from "./http.js";
import { newKey, proof, publicKey } from "./proof.js";

/** @typedef {import("./accounts.js").Account} Account */

/** @type {Map<string, {token: string, until: number}>} */
const tokens = new Map();
const OVER = ["/problems/session-ended", "/problems/token-reused", "/problems/token-unknown"];
const NOBODY = "/problems/not-a-member";
const EARLY = 30_000;

/** What this phone is called: what it is, by what it says of itself. */
export function label() {
  const agent = navigator.userAgent, named = (/** @type {string[]} */ names) => names.find((one) => agent.includes(one));
  const model = agent.match(/Android [^;]*; ([^;)]{2,}?)(?: Build\/[^)]*)?\)/);
  const system = model?.[1] ?? named(["iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux"]) ?? "?";
  const browser = named(["MicroMessenger", "Edg", "Firefox", "Chrome", "Safari"]) ?? "";
  return `${system} ${browser === "MicroMessenger" ? "WeChat" : browser === "Edg" ? "Edge" : browser}`.trim().slice(0, 40);
}

/**
 * Sign in with a key made for it.
 * @param {string} path below people/ @param {Record<string, unknown>} body @param {CryptoKeyPair} [made]
 * @returns {Promise<Account>}
 */
export async function signIn(path, body, made) {
  const key = made ?? (await newKey());
  const told = await ask("POST", `people/${path}`, { body: { ...body, key: await publicKey(key), label: label() } });
  const before = await account(told.person);
  const one = (before?.refresh && told.state === "waiting" && (await confirmed(told, key))) || (await remember(told, key));
  if (before && before.device !== one.device) await askAs("DELETE", `people/devices/${before.device}`).catch(ignore);
  return one;
}

/**
 * The session that this phone has lets the key in that comes after it; null when that session is over.
 * @param {any} told @param {CryptoKeyPair} key @returns {Promise<Account | null>}
 */
async function confirmed(told, key) {
  try {
    await refresh(told.person);
  } catch (problem) {
    if (over(problem)) return null;
    throw problem;
  }
  const token = tokens.get(told.person)?.token;
  await ask("POST", `people/devices/${told.device}/confirmations`, { token });
  await remember(told, key);
  return refresh(told.person);
}

/** @param {unknown} problem */
function over(problem) {
  return problem instanceof Problem && OVER.includes(problem.type);
}

/** What the server was not told stays in the list of devices until somebody revokes it. @param {unknown} error */
function ignore(error) {
  if (!(error instanceof Problem)) throw error;
}

/** @param {any} told @param {CryptoKeyPair} key @returns {Promise<Account>} */
async function remember(told, key) {
  const { role, party } = told.works_as;
  const one = {
    person: told.person, label: label(), key, session: told.session, device: told.device, refresh: told.refresh_token,
    state: told.state, half: told.second_factor_missing, role, party, roles: told.roles, used: Date.now(),
  };
  await keep(one);
  if (told.access_token) tokens.set(one.person, { token: told.access_token, until: Date.now() + told.expires_in * 1000 });
  else tokens.delete(one.person);
  return one;
}

/**
 * The next tokens; of several tabs one asks. The refresh token is kept before the answer is used.
 * @param {string} person @param {{party?: string, role?: string}} [as] @returns {Promise<Account>}
 */
export function refresh(person, as = {}) {
  const work = async () => {
    const one = await account(person);
    if (!one || !one.refresh) throw new Problem("", 401, OVER[0], {});
    try {
      return await remember(await refreshed(one, as, Date.now() / 1000), one.key);
    } catch (problem) {
      if (problem instanceof Problem && problem.type === "/problems/clock-wrong") {
        const seconds = Date.parse(String(problem.details.server_time)) / 1000;
        return remember(await refreshed(one, as, seconds), one.key);
      }
      const gone = problem instanceof Problem && problem.type === NOBODY && !as.party; // not a switch that was refused
      if (gone || over(problem)) await keep({ ...one, refresh: "" });
      throw problem;
    }
  };
  return navigator.locks ? navigator.locks.request(`suyuan-refresh-${person}`, work) : work();
}

/** @param {Account} one @param {object} as @param {number} seconds */
async function refreshed(one, as, seconds) {
  const signed = await proof(one.key, "POST", `${location.origin}/v1/people/tokens`, one.refresh, seconds);
  return ask("POST", "people/tokens", { body: { refresh_token: one.refresh, proof: signed, ...as } });
}

/** An access token of whoever works on this phone now. @returns {Promise<string>} */
async function access() {
  const one = await current();
  if (!one) throw new Problem("", 401, OVER[0], {});
  const known = tokens.get(one.person);
  if (known && known.until - EARLY > Date.now()) return known.token;
  await refresh(one.person);
  const next = tokens.get(one.person);
  if (!next) throw new Problem("", 403, "/problems/device-waits", {});
  return next.token;
}

/**
 * Ask as whoever works on this phone now; once more with a new token when this one was ended.
 * @param {string} method @param {string} path @param {{body?: unknown, command?: boolean, cookie?: boolean}} [how]
 */
export async function askAs(method, path, how = {}) {
  try {
    return await ask(method, path, { ...how, token: await access() });
  } catch (problem) {
    const one = await current();
    if (!(problem instanceof Problem) || problem.type !== "/problems/unauthenticated" || !one) throw problem;
    tokens.delete(one.person);
    return ask(method, path, { ...how, token: await access() });
  }
}

/** End the session with its key, here and at the server if it can be reached. @param {Account} one */
export async function signOut(one) {
  await askAs("DELETE", `people/devices/${one.device}`).catch(ignore);
  tokens.delete(one.person);
  await forget(one.person);
}
