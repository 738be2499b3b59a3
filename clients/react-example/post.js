const API = import.meta.env.VITE_API ?? "http://127.0.0.1:5000";

/** Sends a file as a form, anything else as JSON; an answer that is none fails with the sentence of the server. */
export async function post(path, sent) {
  const form = new FormData();
  if (sent instanceof File) form.append("file", sent);
  const json = { body: JSON.stringify(sent), headers: { "Content-Type": "application/json" } };
  const answer = await fetch(API + path, { method: "POST", ...(sent instanceof File ? { body: form } : json) });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.detail);
  return said;
}
