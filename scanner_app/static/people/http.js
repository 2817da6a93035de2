// Requests to our own API: JSON in, JSON out; what it refuses is thrown in the words of the page's language.

const PATIENCE = 30_000;
/** What programs read behind a sentence. */
const DETAILS = / ?[(（][a-z_]+: [^]*$/;

/** What the server (or the network) says no with. */
export class Problem extends Error {
  /** @param {string} text @param {number} status @param {string} type @param {Record<string, unknown>} details */
  constructor(text, status, type, details) {
    super(text);
    this.status = status;
    this.type = type;
    this.details = details;
  }
}

/**
 * @param {string} method @param {string} path below /v1/, or from the root
 * @param {{body?: unknown, token?: string, command?: boolean, cookie?: boolean}} how
 *   `command`: recorded once, whatever is sent again; `cookie`: the answer sets one
 * @returns {Promise<any>}
 */
export async function ask(method, path, { body, token, command, cookie } = {}) {
  /** @type {Record<string, string>} */
  const headers = {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (token) headers.Authorization = `Bearer ${token}`;
  if (command) headers["Idempotency-Key"] = uuid7();
  const quit = new AbortController();
  const timer = setTimeout(() => quit.abort(), PATIENCE);
  try {
    const sent = { method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal: quit.signal };
    const credentials = cookie ? "same-origin" : "omit", address = path.startsWith("/") ? path : `/v1/${path}`;
    const answer = await fetch(address, { ...sent, credentials, cache: "no-store" });
    const told = answer.status === 204 ? null : await answer.json();
    if (answer.ok) return told;
    const text = (document.documentElement.lang === "en" ? told.detail_en : told.detail_zh).replace(DETAILS, "");
    throw new Problem(text, answer.status, told.type, told.details ?? {});
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem("", 0, "offline", {});
  } finally {
    clearTimeout(timer);
  }
}

/** A version 7 UUID (RFC 9562): the time, then 74 random bits. */
export function uuid7() {
  const random = crypto.getRandomValues(new Uint8Array(16));
  const now = Date.now();
  for (let place = 0; place < 6; place++) random[place] = Math.floor(now / 2 ** (8 * (5 - place))) & 255;
  random[6] = (random[6] & 15) | 0x70;
  random[8] = (random[8] & 63) | 0x80;
  const hex = Array.from(random, (one) => one.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
