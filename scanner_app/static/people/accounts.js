// Who is signed in on this phone: a row for each person, in IndexedDB. Their keys cannot leave it.

/**
 * @typedef {object} Account
 * @property {string} person
 * @property {string} label       what this phone is called in the list of devices
 * @property {CryptoKeyPair} key  made here, not extractable
 * @property {string} session
 * @property {string} device
 * @property {string} refresh     the refresh token; empty once the session is over
 * @property {string} state       active or waiting
 * @property {boolean} half       the role needs a second factor: it opens nothing yet
 * @property {string} role
 * @property {string} party
 * @property {{party: string, party_region: string, role: string, jurisdiction: string}[]} roles
 * @property {number} used        when, in milliseconds
 */

const NAME = "suyuan-people", STORE = "accounts";

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "person" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

/**
 * One transaction; it is done when the disk has it.
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T>}
 */
async function within(mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const asked = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(asked.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** The one used last first. @returns {Promise<Account[]>} */
export async function accounts() {
  const found = await within("readonly", (store) => store.getAll());
  return found.sort((one, other) => other.used - one.used);
}

/** Whoever works on this phone now. @returns {Promise<Account | undefined>} */
export async function current() {
  return (await accounts()).find((one) => one.refresh);
}

/** @param {string} person @returns {Promise<Account | undefined>} */
export function account(person) {
  return within("readonly", (store) => store.get(person));
}

/** @param {Account} one */
export function keep(one) {
  return within("readwrite", (store) => store.put(one));
}

/** @param {string} person */
export function forget(person) {
  return within("readwrite", (store) => store.delete(person));
}
