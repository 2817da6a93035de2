// What every page of people needs: forms that say what went wrong, lists from templates, the way to sign in.

import { Problem } from "./http.js";

const ENDED = ["/problems/session-ended", "/problems/token-reused", "/problems/token-unknown"];

/** @param {string} selector @param {ParentNode} [within] @returns {HTMLElement} */
export function find(selector, within = document) {
  const found = within.querySelector(selector);
  if (!(found instanceof HTMLElement)) throw new Error(`the page has no ${selector}`);
  return found;
}

/** Say it where it is read out too; nothing: be silent. @param {string} text @param {"" | "good" | "stop"} [tone] */
export function say(text, tone = "") {
  const place = find("#said");
  place.className = `notice ${tone}`;
  place.textContent = text;
  place.hidden = !text;
  if (text) place.scrollIntoView({ block: "nearest" });
}

/** @param {unknown} error */
export function explain(error) {
  if (!(error instanceof Problem)) throw error;
  const wait = error.details.retry_after_seconds;
  const more = wait ? ` ${phrase("inSeconds").replace("{seconds}", String(wait))}` : "";
  say((error.message || phrase(error.type === "offline" ? "offline" : "ended")) + more, "stop");
  if (ENDED.includes(error.type)) find("#said").append(" ", wayIn());
}

/** Where one signs in anew, and comes back from. */
function wayIn() {
  const link = document.createElement("a");
  link.href = `/people/sign-in?to=${location.pathname}`;
  link.textContent = phrase("signIn");
  return link;
}

/**
 * When the form is sent; its buttons rest meanwhile.
 * @param {string} selector @param {(values: Record<string, string>, form: HTMLFormElement) => Promise<void>} work
 * @param {ParentNode} [within]
 */
export function onSend(selector, work, within = document) {
  const form = find(selector, within);
  if (!(form instanceof HTMLFormElement)) throw new Error(`${selector} is no form`);
  form.addEventListener("submit", async (sent) => {
    sent.preventDefault();
    const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
    await resting(form, () => work(values, form));
  });
}

/** When the button is pressed. @param {HTMLElement} button @param {() => Promise<void>} work */
export function onPress(button, work) {
  button.addEventListener("click", () => resting(button.closest("li, form, section") ?? document.body, work));
}

/** @param {Element} within @param {() => Promise<void>} work */
async function resting(within, work) {
  const buttons = [...within.querySelectorAll("button")].filter((one) => !one.disabled);
  say("");
  for (const one of buttons) one.disabled = true;
  try {
    await work();
  } catch (error) {
    explain(error);
  } finally {
    for (const one of buttons) one.disabled = false;
  }
}

/**
 * Fill a list with copies of its template; texts stay texts. Parts are named by data-of.
 * @param {string} selector @param {Record<string, unknown>[]} items
 * @param {(copy: HTMLElement, item: any) => void} [more] @param {ParentNode} [within]
 */
export function fill(selector, items, more = () => {}, within = document) {
  const list = find(selector, within);
  const template = list.querySelector("template");
  if (!template) throw new Error(`${selector} has no template`);
  list.replaceChildren(template);
  for (const item of items) {
    const copy = template.content.cloneNode(true);
    const row = copy instanceof DocumentFragment ? copy.firstElementChild : null;
    if (!(row instanceof HTMLElement)) throw new Error(`${selector} has an empty template`);
    for (const part of row.querySelectorAll("[data-of]")) {
      if (part instanceof HTMLElement) part.textContent = shown(item[part.dataset.of ?? ""], part.dataset);
    }
    more(row, item);
    list.append(row);
  }
  const none = within.querySelector(`[data-none="${selector.slice(1)}"]`);
  if (none instanceof HTMLElement) none.hidden = items.length > 0;
}

/** @param {unknown} value @param {DOMStringMap} how */
function shown(value, how) {
  if (value === null || value === undefined) return "—";
  if (how.as === "time") {
    return new Date(String(value)).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  }
  return how.as === "word" ? word(String(value)) : String(value);
}

/** The other language, at the very same place. */
for (const link of document.querySelectorAll("header nav a")) {
  if (!(link instanceof HTMLAnchorElement)) continue;
  const there = new URL(location.href);
  there.searchParams.set("lang", link.hreflang);
  link.setAttribute("href", there.pathname + there.search);
}

/** The page's word for a code such as a role. @param {string} code */
export function word(code) {
  return document.querySelector(`#words [data-word="${CSS.escape(code)}"]`)?.textContent ?? code;
}

/** A sentence of the page, for what happens later. @param {string} name */
export function phrase(name) {
  return find("#words").dataset[name] ?? "";
}

/** Go on to where one was, within this very site. @param {string} [otherwise] */
export function goOn(otherwise = "/people/me") {
  const wanted = new URL(new URL(location.href).searchParams.get("to") ?? otherwise, location.origin);
  location.replace(wanted.origin === location.origin && wanted.protocol === location.protocol ? wanted.href : otherwise);
}
