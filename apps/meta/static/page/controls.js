// One control for each kind of JSON Schema that options are made of.
//
// Each is {kind, element, read(), inline?, show?(errors)}; `read` answers undefined where nothing was said.

import { make } from "./dom.js";

export function resolve(schema, root) {
  if (!schema.$ref) return schema;
  const found = schema.$ref.split("/").slice(1).reduce((place, part) => place[part], root);
  return { ...resolve(found, root), ...withoutRef(schema) };
}

function withoutRef({ $ref, ...rest }) {
  return rest;
}

export function drawControl(schema, value, context) {
  const branches = (schema.anyOf ?? schema.oneOf ?? []).map((branch) => resolve(branch, context.root));
  const real = branches.filter((branch) => branch.type !== "null");
  if (schema.const !== undefined) return drawConstant(schema.const);
  if (schema.enum) return drawChoice(schema.enum.map((item) => [item, String(item)]), value, context);
  if (branches.length && branches.every((branch) => branch.const !== undefined)) {
    return drawChoice(branches.map((branch) => [branch.const, branch.title ?? String(branch.const)]), value, context);
  }
  if (real.length === 1) {
    const optional = { ...context, required: context.required && real.length === branches.length };
    return drawControl({ ...real[0], "x-ui": schema["x-ui"] }, value, optional);
  }
  if (real.length) return drawUnion(real, value, schema, context);
  if (schema.allOf?.length === 1) return drawControl(resolve(schema.allOf[0], context.root), value, context);
  return (BY_TYPE[schema.type] ?? drawAnything)(schema, value, context);
}

const BY_TYPE = {
  boolean: drawSwitch,
  integer: drawNumber,
  number: drawNumber,
  string: drawText,
  array: drawList,
  object: drawObject,
};

function drawConstant(value) {
  return { kind: "constant", element: make("span", {}, String(value)), read: () => value };
}

function drawChoice(choices, value, { required }) {
  const select = make("select", { required });
  if (!required && value == null) select.append(make("option", { value: "" }, "–"));
  choices.forEach(([item, title], number) => {
    select.append(make("option", { value: String(number), selected: item === value }, title));
  });
  const read = () => (select.value === "" ? undefined : choices[Number(select.value)][0]);
  return { kind: "choice", element: select, read, inline: true };
}

function drawSwitch(schema, value) {
  const box = make("input", { type: "checkbox", checked: value === true });
  return { kind: "switch", element: box, read: () => box.checked, inline: true };
}

function drawNumber(schema, value, { required }) {
  const isWhole = schema.type === "integer";
  const input = make("input", { type: "number", step: isWhole ? "1" : "any", required, value: value ?? "" });
  const least = schema.minimum ?? schema.exclusiveMinimum;
  const most = schema.maximum ?? schema.exclusiveMaximum;
  if (least !== undefined) input.min = least;
  if (most !== undefined) input.max = most;
  return { kind: "number", element: input, read: () => (input.value === "" ? undefined : Number(input.value)), inline: true };
}

const LONG = 200;

function drawText(schema, value, { required }) {
  const isSecret = schema.writeOnly || schema.format === "password";
  const isLong = !isSecret && (schema.maxLength ?? 0) > LONG;
  const input = make(isLong ? "textarea" : "input", { required, value: value ?? "" });
  if (!isLong) input.type = isSecret ? "password" : isColour(schema) ? "color" : "text";
  if (isSecret) input.autocomplete = "off";
  if (schema.maxLength) input.maxLength = schema.maxLength;
  if (schema.minLength) input.minLength = schema.minLength;
  if (schema.pattern && !isLong) input.pattern = schema.pattern.replace(/^\^|\$$/g, "");
  return { kind: isSecret ? "secret" : "text", element: input, read: () => input.value || undefined, inline: true };
}

function isColour(schema) {
  return schema.pattern === "^#[0-9a-fA-F]{6}$";
}

// Several shapes: which one is chosen first, then its own fields.
function drawUnion(branches, value, schema, context) {
  const tag = schema.discriminator?.propertyName;
  if (!tag || branches.some((branch) => branch.type !== "object")) return drawLoose(branches, value, context);
  const tags = branches.map((branch) => tagOf(branch, tag));
  const chosen = Math.max(0, tags.indexOf(value?.[tag]));
  const select = make("select", {});
  const groups = branches.map((branch, number) => {
    select.append(make("option", { value: String(number), selected: number === chosen }, branch.title ?? tags[number]));
    return context.drawGroup(withoutTag(branch, tag), number === chosen ? value : undefined, context.root);
  });
  const place = make("div", { className: "variant" });
  const choose = () => place.replaceChildren(groups[Number(select.value)].element);
  select.addEventListener("input", choose);
  choose();
  return {
    kind: "union",
    element: make("div", {}, select, place),
    read: () => ({ [tag]: tags[Number(select.value)], ...groups[Number(select.value)].read() }),
    show: (errors) => groups[Number(select.value)].show(errors),
  };
}

function tagOf(branch, tag) {
  const marker = branch.properties[tag];
  return marker.const ?? marker.enum?.[0] ?? marker.oneOf?.[0].const;
}

function withoutTag(branch, tag) {
  const { [tag]: _, ...properties } = branch.properties;
  return { ...branch, properties, required: (branch.required ?? []).filter((name) => name !== tag) };
}

// Scalars of several types in one line: a number, or yes and no, where it looks like one and may be one, else text.
function drawLoose(branches, value, context) {
  const scalars = branches.filter((branch) => ["string", "integer", "number", "boolean"].includes(branch.type));
  if (scalars.length < branches.length) return drawAnything({}, value, context);
  const text = drawText(branches.find((branch) => branch.type === "string") ?? {}, value, context);
  const types = new Set(branches.map((branch) => branch.type));
  const read = () => {
    const said = text.read();
    if (types.has("boolean") && ["true", "false"].includes(said)) return said === "true";
    const mayBeNumber = types.has("integer") || types.has("number");
    return mayBeNumber && /^-?\d+(\.\d+)?$/.test(said ?? "") ? Number(said) : said;
  };
  return { ...text, kind: "loose", read };
}

function drawList(schema, value, context) {
  const item = resolve(schema.items ?? {}, context.root);
  const choices = item.enum ?? item.oneOf?.map((branch) => branch.const);
  if (choices?.every((choice) => choice !== undefined)) return drawChoices(item, choices, value);
  const rows = make("div", { className: "rows" });
  const controls = new Map();
  const add = (given) => {
    const control = drawControl(item, given, { ...context, required: false });
    const row = make("div", { className: "row" }, control.element, make("button", { type: "button", title: "Remove", onclick: () => remove(row) }, "×"));
    controls.set(row, control);
    rows.append(row);
  };
  const remove = (row) => { controls.delete(row); row.remove(); rows.dispatchEvent(new Event("input", { bubbles: true })); };
  (value ?? []).forEach(add);
  const more = make("button", { type: "button", onclick: () => add(undefined) }, "Add");
  const read = () => {
    const items = [...controls.values()].map((control) => control.read()).filter((said) => said !== undefined);
    return items.length || value?.length ? items : undefined;
  };
  return { kind: "list", element: make("div", {}, rows, more), read };
}

function drawChoices(item, choices, value) {
  const boxes = choices.map((choice, number) => {
    const box = make("input", { type: "checkbox", checked: (value ?? []).includes(choice) });
    return { box, choice, element: make("label", {}, box, item.oneOf?.[number].title ?? String(choice)) };
  });
  const read = () => {
    const chosen = boxes.filter(({ box }) => box.checked).map(({ choice }) => choice);
    return chosen.length || value?.length ? chosen : undefined;
  };
  return { kind: "choices", element: make("div", { className: "choices" }, ...boxes.map(({ element }) => element)), read };
}

function drawObject(schema, value, context) {
  if (!schema.properties) return drawPairs(schema, value, context);
  return { kind: "group", ...context.drawGroup(schema, value, context.root) };
}

// Names of the caller's own, each with a value.
function drawPairs(schema, value, context) {
  const of = schema.additionalProperties && schema.additionalProperties !== true ? schema.additionalProperties : { type: "string" };
  const pair = { type: "object", properties: { name: { type: "string" }, value: of }, required: ["name"] };
  const list = drawList({ items: pair }, Object.entries(value ?? {}).map(([name, item]) => ({ name, value: item })), context);
  const read = () => {
    const pairs = (list.read() ?? []).filter((item) => item.name);
    return pairs.length ? Object.fromEntries(pairs.map((item) => [item.name, item.value ?? ""])) : undefined;
  };
  return { kind: "pairs", element: list.element, read };
}

// What has no shape that a form could have is written as JSON.
function drawAnything(schema, value) {
  const input = make("textarea", { value: value === undefined ? "" : JSON.stringify(value, null, 2), spellcheck: false });
  const read = () => {
    if (!input.value.trim()) return undefined;
    try {
      return JSON.parse(input.value);
    } catch {
      return input.value;
    }
  };
  return { kind: "json", element: input, read };
}
