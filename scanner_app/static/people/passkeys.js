// Passkeys: the browser's ceremonies, in the JSON that the server speaks.

import { Problem } from "./http.js";
import { phrase } from "./page.js";

export const knowsPasskeys = "PublicKeyCredential" in window;
const REFUSED = new Map([["SecurityError", "passkeyAddress"], ["InvalidStateError", "passkeyThere"]]);

/**
 * What the device made or found; when it did not, why, in words of the page.
 * @param {Promise<Credential | null>} asked @returns {Promise<PublicKeyCredential>}
 */
async function ceremony(asked) {
  try {
    return /** @type {PublicKeyCredential} */ (await asked);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    throw new Problem(phrase(REFUSED.get(error.name) ?? "passkeyNone"), 0, "passkey", {});
  }
}

/** @param {string} text */
function bytes(text) {
  const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(raw, (one) => one.charCodeAt(0));
}

/** @param {ArrayBuffer} content */
function text(content) {
  const raw = String.fromCharCode(...new Uint8Array(content));
  return btoa(raw).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @param {any[]} [list] */
function named(list = []) {
  return list.map((one) => ({ ...one, id: bytes(one.id) }));
}

/** @param {PublicKeyCredential} credential @param {Record<string, string>} response */
function told(credential, response) {
  const { id, type } = credential;
  return { id, rawId: text(credential.rawId), type, response, clientExtensionResults: {} };
}

/** What the device answers to a sign-in. @param {any} options */
export async function passkeyAnswer(options) {
  const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) };
  const found = await ceremony(navigator.credentials.get({ publicKey }));
  const answer = /** @type {AuthenticatorAssertionResponse} */ (found.response);
  const { clientDataJSON, authenticatorData, signature, userHandle } = answer;
  return told(found, {
    clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature),
    ...(userHandle ? { userHandle: text(userHandle) } : {}),
  });
}

/** A new passkey on this device. @param {any} options */
export async function newPasskey(options) {
  const publicKey = {
    ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials),
  };
  const made = await ceremony(navigator.credentials.create({ publicKey }));
  const answer = /** @type {AuthenticatorAttestationResponse} */ (made.response);
  return told(made, { clientDataJSON: text(answer.clientDataJSON), attestationObject: text(answer.attestationObject) });
}
