// Draws a form for a tool's options from their JSON Schema, and reads it back. Needs nothing but the DOM.
//
// drawForm(schema, values) → {element, read(), show(errors)}: `read` answers what differs from nothing said,
// `show` puts problems ({pointer: "/options/quality", msg}) beside what they are about.

import { drawControl, resolve } from "./controls.js";
import { make } from "./dom.js";

export function drawForm(schema, values = {}) {
  const group = drawGroup(schema, values, schema);
  return {
    element: make("div", { className: "form" }, group.element),
    read: () => group.read() ?? {},
    show: (errors) => group.show(errors.map(withoutPrefix)),
  };
}

function withoutPrefix(error) {
  return { ...error, path: error.pointer.split("/").slice(2) };
}

// An object with known properties: its fields in their order, the advanced ones behind a fold.
export function drawGroup(schema, values, root) {
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {})
    .sort(([, a], [, b]) => (a["x-ui"]?.order ?? 0) - (b["x-ui"]?.order ?? 0))
    .map(([name, option]) => drawField(name, option, values?.[name], required.has(name), root));
  const shown = fields.filter((field) => !field.advanced);
  const folded = fields.filter((field) => field.advanced);
  const element = make("div", { className: "group" }, ...shown.map((field) => field.element));
  if (folded.length) {
    const summary = make("summary", {}, "More options");
    element.append(make("details", {}, summary, ...folded.map((field) => field.element)));
  }
  const update = () => fields.forEach((field) => field.hideUnless(fields));
  element.addEventListener("input", update);
  update();
  return {
    element,
    read: () => readAll(fields),
    show: (errors) => fields.forEach((field) => field.show(errors.filter((error) => error.path[0] === field.name))),
  };
}

function readAll(fields) {
  const said = fields.filter((field) => !field.hidden()).map((field) => [field.name, field.read()]);
  return Object.fromEntries(said.filter(([, value]) => value !== undefined));
}

function drawField(name, option, value, required, root) {
  const hints = option["x-ui"] ?? {};
  const control = drawControl(resolve(option, root), value ?? option.default, { required, root, drawGroup });
  const problem = make("output", { className: "problem" });
  const about = make("small", {}, option.description ?? resolve(option, root).description ?? "");
  const label = make("span", { className: "label" }, titleOf(name, option), hints.unit ? ` (${hints.unit})` : "");
  const element = make(control.inline ? "label" : "div", { className: "field" }, label, control.element, about, problem);
  element.dataset.option = name;
  element.dataset.kind = control.kind;
  return {
    name,
    element,
    advanced: hints.group === "advanced",
    read: control.read,
    hidden: () => element.hidden,
    hideUnless: (fields) => { element.hidden = !isWanted(hints.visible_if, fields); },
    show: (errors) => {
      const own = errors.filter((error) => error.path.length === 1 || !control.show);
      problem.textContent = own.map((error) => error.msg).join(" ");
      element.classList.toggle("wrong", errors.length > 0);
      control.show?.(errors.map((error) => ({ ...error, path: error.path.slice(1) })));
    },
  };
}

// `visible_if` maps another option to the values of it that show this one.
function isWanted(conditions, fields) {
  return Object.entries(conditions ?? {}).every(([name, values]) => {
    const other = fields.find((field) => field.name === name);
    return !other || values.map(String).includes(String(other.read()));
  });
}

function titleOf(name, option) {
  const words = name.replaceAll("_", " ");
  return option.title && option.title.toLowerCase() !== words ? option.title : words[0].toUpperCase() + words.slice(1);
}
