// The key of this device, and what it signs: compact JWS with ES256.

const CURVE = { name: "ECDSA", namedCurve: "P-256" };

/** @returns {Promise<CryptoKeyPair>} */
export function newKey() {
  return crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]);
}

/** The public half as a JWK. @param {CryptoKeyPair} key */
export async function publicKey(key) {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", key.publicKey);
  return { kty, crv, x, y };
}

/**
 * That this device asks `address` with `token`, at `seconds` since 1970.
 * @param {CryptoKeyPair} key @param {string} method @param {string} address @param {string} token
 * @param {number} seconds @returns {Promise<string>}
 */
export async function proof(key, method, address, token, seconds) {
  const ath = base64url(await crypto.subtle.digest("SHA-256", bytes(token)));
  const claims = { htm: method, htu: address, iat: Math.floor(seconds), jti: random(), ath };
  const text = [{ alg: "ES256" }, claims].map((part) => base64url(bytes(JSON.stringify(part)))).join(".");
  const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key.privateKey, bytes(text));
  return `${text}.${base64url(signature)}`;
}

/** 128 random bits. */
function random() {
  return base64url(crypto.getRandomValues(new Uint8Array(16)));
}

/** @param {string} text */
function bytes(text) {
  return new TextEncoder().encode(text);
}

/** @param {ArrayBuffer | Uint8Array} content */
function base64url(content) {
  const text = String.fromCharCode(...new Uint8Array(content));
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
