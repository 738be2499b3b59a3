/** The one client of the page. Tokens live as long as the tab, so that a shared machine forgets who was there. */
import { makeClient, type Tokens, type TokenStore } from "@shortlist/client";

export { answer } from "@shortlist/client";

const KEY = "shortlist.tokens";

export const tokens: TokenStore = {
  get: () => JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Tokens | null,
  keep: (given) => sessionStorage.setItem(KEY, JSON.stringify(given)),
  drop: () => sessionStorage.removeItem(KEY),
};

const signedOut = new EventTarget();

const language = () => document.documentElement.lang;

export const api = makeClient({ tokens, language, onSignedOut: () => signedOut.dispatchEvent(new Event("out")) });

/** Calls back when the server ended the login; gives what takes the wish back. */
export function onSignedOut(call: () => void): () => void {
  signedOut.addEventListener("out", call);
  return () => signedOut.removeEventListener("out", call);
}
