// The page: sign in, drop files, choose what should happen, fill the form, watch, download.

import { Api } from "./api.js";
import { drawForm } from "./form.js";
import { byId, fill, make } from "./dom.js";
import { Files } from "./files.js";
import { Runs } from "./runs.js";

const api = await Api.connect();
const files = new Files(api, byId("files"), showChoices);
const runs = new Runs(api, byId("runs"), files);
let tools = [];
let chosen = null;

byId("notice").textContent = api.runtime.notice ?? "";
byId("version").textContent = api.runtime.version;
byId("sign-up").hidden = api.runtime.auth.signup === "closed";

byId("account").addEventListener("submit", (event) => {
  event.preventDefault();
  const { email, password } = event.target.elements;
  enter(() => api.signIn(email.value, password.value, { signUp: event.submitter.id === "sign-up" }));
});
byId("key").addEventListener("submit", (event) => {
  event.preventDefault();
  enter(async () => api.useKey(event.target.elements.key.value));
});
byId("sign-out").addEventListener("click", async () => {
  await api.signOut();
  location.reload();
});
byId("search").addEventListener("input", showChoices);
byId("work").addEventListener("dragover", (event) => event.preventDefault());
byId("work").addEventListener("drop", (event) => {
  event.preventDefault();
  files.add(event.dataTransfer.files);
});
byId("choose-files").addEventListener("change", (event) => {
  files.add(event.target.files);
  event.target.value = "";
});

await enter(async () => {});

// Try to be someone; without credentials the server says 401, and the forms stay.
async function enter(how) {
  byId("refusal").textContent = "";
  try {
    await how();
    const me = await api.get("/api/v1/me");
    byId("who").textContent = me.email;
    tools = (await api.get("/api/v1/tools")).items;
  } catch (problem) {
    if (problem.status !== 401 || sessionStorage.getItem("key")) byId("refusal").textContent = problem.message;
    document.body.className = "outside";
    return;
  }
  document.body.className = "inside";
  await showChoices();
}

// What can be done with the files that are here: the formats they can become, and the tools that take them.
async function showChoices() {
  const formats = files.formats();
  const words = byId("search").value.trim().toLowerCase();
  const found = tools.filter((tool) => accepts(tool, formats) && matches(tool, words));
  const targets = formats.length === 1 ? await targetsOf(formats[0]) : [];
  const reachable = targets.filter(({ target, tool }) => matches({ name: target, aliases: [], ...tool }, words) || target.startsWith(words));
  fill(byId("targets"), ...reachable.map((choice) => chip(choice.target, () => choose(choice.tool, choice.options))));
  fill(byId("tools"), ...found.map((tool) => chip(tool.title, () => choose(tool), tool.available ? tool.description : tool.unavailable_reason)));
  byId("convert-to").hidden = !reachable.length;
}

function accepts(tool, formats) {
  if (!formats.length) return true;
  const taken = tool.inputs.flatMap((input) => input.formats);
  return formats.every((format) => taken.includes("*") || taken.includes(format));
}

function matches(tool, words) {
  return [tool.name, tool.title ?? "", ...tool.aliases].some((name) => name.toLowerCase().includes(words));
}

// Of several tools for a target the best one comes first.
async function targetsOf(format) {
  const { items } = await api.get(`/api/v1/conversions?from=${encodeURIComponent(format)}`);
  const best = new Map();
  for (const item of items.filter(({ complete }) => complete)) {
    const tool = tools.find(({ name }) => name === item.tool);
    if (tool?.available && !best.has(item.to)) best.set(item.to, { target: item.to, tool, options: item.options });
  }
  return [...best.values()];
}

function chip(title, onclick, about = "") {
  return make("button", { type: "button", className: "chip", title: about ?? "", onclick }, title);
}

function choose(tool, options = {}) {
  chosen = { tool, form: drawForm(tool.options_schema, options) };
  files.assign(tool.inputs);
  const examples = tool.examples.map((example) => chip(example.title, () => choose(tool, { ...example.options, ...options })));
  const run = make("button", { className: "primary", disabled: !tool.available }, "Run");
  const form = make("form", { onsubmit: start }, ...examples, chosen.form.element, run);
  const about = tool.available ? tool.description : `${tool.description} ${tool.unavailable_reason}`;
  fill(byId("options"), make("h2", {}, tool.title), make("p", {}, about), form);
  byId("options").scrollIntoView({ behavior: "smooth", block: "nearest" });
}

async function start(event) {
  event.preventDefault();
  const { tool, form } = chosen;
  form.show([]);
  try {
    const options = form.read();
    for (const inputs of files.batches(tool.inputs)) {
      runs.follow(await api.post(`/api/v1/tools/${tool.name}/executions`, { inputs, options }), tool);
    }
  } catch (problem) {
    form.show(problem.errors ?? []);
    byId("refused").textContent = problem.message;
    return;
  }
  byId("refused").textContent = "";
}
