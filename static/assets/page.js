"use strict";
const $ = (id) => document.getElementById(id);
const COLOURS = ["--c1", "--c2", "--c3", "--c4", "--c5", "--c6", "--c7"];

// Elements are built, never written as HTML: résumés are other people's text.
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "class") element.className = value;
    else if (key === "style") element.style.cssText = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// Tokens live as long as the tab. A refresh token is good for one refresh, so all requests wait for the same one.
const ACCOUNT = "/api/v1/auth/";
const tokens = {
  get: () => JSON.parse(sessionStorage.getItem("shortlist.tokens") || "null"),
  keep: (given) => sessionStorage.setItem("shortlist.tokens", JSON.stringify({ access: given.access_token, refresh: given.refresh_token })),
  drop: () => sessionStorage.removeItem("shortlist.tokens"),
};
let refreshing = null;

async function ask(path, options = {}) {
  const sent = tokens.get();
  let reply = await send(path, options);
  if (reply.status === 401 && sent && (await refreshed(sent))) reply = await send(path, options);
  const body = reply.status === 204 ? {} : await reply.json();
  if (reply.ok) return body;
  if (reply.status === 401 && sent) showEntry("login", "You were signed out; sign in again.");
  throw new Error(sentences(body) || reply.statusText);
}

function send(path, options) {
  const kept = tokens.get();
  const headers = { ...options.headers, ...(kept ? { Authorization: `Bearer ${kept.access}` } : {}) };
  return fetch(path, { ...options, headers });
}

function refreshed(sent) {
  if (tokens.get()?.refresh !== sent.refresh) return Promise.resolve(tokens.get() !== null);
  refreshing ??= renew(sent.refresh).finally(() => { refreshing = null; });
  return refreshing;
}

async function renew(token) {
  const reply = await fetch(ACCOUNT + "refresh", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ refresh_token: token }) });
  if (reply.ok) tokens.keep(await reply.json());
  else if (reply.status === 401) tokens.drop();
  return reply.ok;
}

function sentences(problem) {
  const fields = (problem.errors || []).map((one) => `${one.field}: ${one.detail}`).filter((one) => !problem.detail?.includes(one.split(": ")[1]));
  return [problem.detail || problem.title, ...fields].filter(Boolean).join(" ");
}

const post = (path, value) => ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });

async function busy(form, work) {
  const button = form.querySelector("button");
  button.disabled = true;
  try { await work(); } catch (error) { say(error.message, "bad"); } finally { button.disabled = false; }
}

function say(text, kind = "good") { $("message").textContent = text; $("message").className = kind; }

async function listJobs(chosen) {
  const { items } = await ask("/api/v1/jobs?limit=100");
  $("job").replaceChildren(make("option", { value: "" }, "–"), ...items.map((job) =>
    make("option", { value: job.job_id }, `${job.job_id} · ${job.title || "Untitled"}${job.company ? " · " + job.company : ""}`)));
  if (chosen) $("job").value = chosen;
}

async function readJob() {
  const file = $("job-file").files[0];
  let job;
  if (file) {
    const form = new FormData();
    form.append("file", file);
    job = await ask("/uploadJD", { method: "POST", body: form });
  } else if ($("job-text").value.trim()) {
    job = await post("/uploadJD", { text: $("job-text").value });
  } else {
    throw new Error("Paste an ad or choose a file first.");
  }
  await listJobs(job.job_id);
  say(`${job.job_id}: ${job.title || "no title found"}; ${job.skills.length} skills, ${job.requirements.length} requirements.`);
}

async function upload() {
  const files = [...$("resumes").files];
  if (!files.length) throw new Error("Choose one or more résumés first.");
  for (const [number, file] of files.entries()) {
    say(`Reading ${number + 1} of ${files.length} …`);
    const form = new FormData();
    form.append("file", file);
    try {
      const resume = await ask("/uploadResume", { method: "POST", body: form });
      const what = resume.status === "processing" ? "is a scan; it is read in the background" : resume.name || "no name found";
      $("uploads").prepend(make("li", { class: "good" }, `${file.name}: ${resume.resume_id} · ${what}`));
    } catch (error) {
      $("uploads").prepend(make("li", { class: "bad" }, `${file.name}: ${error.message}`));
    }
  }
  say(`${files.length} file(s) done.`);
}

async function rank() {
  const job = $("job").value;
  if (!job) throw new Error("Choose a job first.");
  say("Matching …");
  const { results, total } = await post("/match", { job_id: job, profile: $("profile").value });
  $("results").replaceChildren(...(results.length ? results.map(card) : [make("p", { class: "empty" }, "No résumé is stored yet.")]));
  say(`${total} résumés ranked, the first ${results.length} shown.`);
}

function card(match, place) {
  const live = Object.entries(match.components).filter(([, part]) => part.weight > 0)
    .sort(([, left], [, right]) => right.contribution - left.contribution);
  const bar = make("div", { class: "bar", role: "img", "aria-label": "Contributions of the components to the score" });
  const legend = make("div", { class: "legend" });
  live.forEach(([name, part], number) => {
    const colour = `var(${COLOURS[number % COLOURS.length]})`;
    bar.append(make("span", { style: `width:${part.contribution}%;background:${colour}`, title: `${name}: ${part.contribution.toFixed(1)}` }));
    legend.append(make("span", {}, make("i", { style: `background:${colour}` }), `${name} ${part.score.toFixed(0)} × ${part.weight.toFixed(2)}`));
  });
  const grade = match.grade.split(" ")[0].toLowerCase();
  return make("article", {},
    make("div", { class: "head" }, make("span", { class: "rank" }, `#${place + 1}`), make("h3", {}, match.candidate_name || match.resume_id),
      make("span", { class: `grade ${grade}` }, match.grade), make("span", { class: "score" }, match.match_score.toFixed(1))),
    bar, legend, make("p", {}, match.comments), chips(match), requirements(match));
}

function chips(match) {
  const list = (values, kind) => values.map((value) => make("span", { class: `chip ${kind}` }, value));
  return make("div", { class: "chips" }, ...list(match.matched_skills, ""),
    ...list(match.partial_skills.map((skill) => `${skill.wanted} ← ${skill.has || skill.why}`), "part"), ...list(match.missing_skills, "miss"));
}

function requirements(match) {
  const rows = match.requirements.map((need) => make("tr", {}, make("td", {}, need.text), make("td", { class: need.status }, need.status),
    make("td", {}, need.evidence || "–")));
  return make("details", {}, make("summary", {}, `${rows.length} requirements with their evidence`),
    make("table", {}, make("thead", {}, make("tr", {}, ...["Requirement", "Status", "Evidence"].map((head) => make("th", {}, head)))),
      make("tbody", {}, ...rows)));
}

let entry = "login";

// entry: "first" makes the first admin, "join" uses an invitation, "login" signs in.
function showEntry(kind, hint = "") {
  entry = kind;
  tokens.drop();
  for (const label of document.querySelectorAll("#account-form label.join")) label.hidden = kind !== "join";
  for (const label of document.querySelectorAll("#account-form label.new")) label.hidden = kind === "login";
  for (const label of document.querySelectorAll("#account-form label.first")) label.hidden = kind !== "first";
  $("account-title").textContent = { first: "Create the first admin", join: "Join by invitation", login: "Sign in" }[kind];
  $("account-go").textContent = { first: "Create", join: "Join", login: "Sign in" }[kind];
  $("account-other").textContent = kind === "join" ? "I have an account" : "I have an invitation";
  $("account-other").hidden = kind === "first";
  $("account-hint").textContent = hint;
  $("account-message").textContent = "";
  $("full-name").required = kind !== "login";
  $("invitation").required = kind === "join";
  $("password").autocomplete = kind === "login" ? "current-password" : "new-password";
  $("password").value = "";
  $("entry").hidden = false;
  $("work").hidden = $("who").hidden = true;
  $("account-form").querySelector("label:not([hidden]) input").focus();
}

async function enter() {
  $("account-message").textContent = "";
  const value = (id) => $(id).value.trim();
  const body = { email: value("email"), password: $("password").value };
  if (entry !== "login") body.full_name = value("full-name");
  if (entry === "first") Object.assign(body, { role: "admin" }, value("company") ? { company_name: value("company") } : {});
  if (entry === "join") body.invitation = value("invitation");
  try {
    const given = await post(ACCOUNT + (entry === "login" ? "login" : "register"), body);
    tokens.keep(given);
    history.replaceState(null, "", location.pathname);
    await open(given.user);
  } catch (error) {
    $("account-message").textContent = error.message;
  }
}

async function open(user) {
  $("entry").hidden = true;
  $("work").hidden = false;
  $("who").hidden = !user;
  $("who-name").textContent = user ? `${user.full_name} · ${user.company_name}` : "";
  $("password").value = "";
  await listJobs().catch((error) => say(error.message, "bad"));
}

async function signOut() {
  await ask(ACCOUNT + "logout", { method: "POST" }).catch(() => {});
  $("results").replaceChildren(make("p", { class: "empty" }, "Choose a job, then rank."));
  $("uploads").replaceChildren();
  say("");
  showEntry("login", "You are signed out.");
}

async function begin() {
  const { needs_first_admin: isFirst, local } = await ask(ACCOUNT + "setup");
  const invitation = new URLSearchParams(location.hash.slice(1)).get("invitation");
  if (local) return open(null);
  if (isFirst) return showEntry("first", "Nobody is registered yet: this account will administer the server.");
  if (invitation) { showEntry("join"); $("invitation").value = invitation; return null; }
  return tokens.get() ? open(await ask(ACCOUNT + "me")) : showEntry("login");
}

$("account-form").addEventListener("submit", (event) => { event.preventDefault(); busy($("account-form"), enter); });
$("account-other").addEventListener("click", () => showEntry(entry === "join" ? "login" : "join"));
$("sign-out").addEventListener("click", signOut);

for (const [form, work] of [["job-form", readJob], ["resume-form", upload], ["match-form", rank]]) {
  $(form).addEventListener("submit", (event) => { event.preventDefault(); busy($(form), work); });
}
begin().catch((error) => { if ($("entry").hidden) $("work").hidden = false; say(error.message, "bad"); });
