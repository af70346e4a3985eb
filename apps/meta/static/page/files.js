// The files that are here: uploaded when they are dropped, shown with a preview, assigned to a tool's inputs.

import { fill, make } from "./dom.js";

const SMALL = 128;

export class Files {
  #items = [];
  #inputs = [];

  constructor(api, place, onChange) {
    this.api = api;
    this.place = place;
    this.onChange = onChange;
  }

  add(list) {
    return Promise.all([...list].map((file) => this.#upload(file)));
  }

  // A file that the server has already, such as an output.
  take(file) {
    this.#show({ name: file.name, file });
    this.onChange();
  }

  formats() {
    return [...new Set(this.#ready().map((item) => item.file.format))];
  }

  // Which of a tool's inputs each file is; asked where there are several.
  assign(inputs) {
    this.#inputs = inputs;
    this.#items.forEach((item) => { item.role ??= inputs[0]?.role; });
    this.#draw();
  }

  // The inputs of each execution: all files together, or one each where the tool takes one.
  batches(inputs) {
    const ready = this.#ready().map((item) => ({ file_id: item.file.id, role: this.#roleOf(item) }));
    const takesOne = inputs.length === 1 && inputs[0].max === 1;
    if (!inputs.length) return [[]];
    return takesOne && ready.length ? ready.map((input) => [input]) : [ready];
  }

  #roleOf(item) {
    return this.#inputs.some((input) => input.role === item.role) ? item.role : this.#inputs[0]?.role;
  }

  #ready() {
    return this.#items.filter((item) => item.file);
  }

  async #upload(file) {
    const item = { name: file.name, bar: make("progress", { max: 1, value: 0 }) };
    this.#show(item);
    try {
      item.file = await this.api.upload(file, (part) => { item.bar.value = part; });
    } catch (problem) {
      item.problem = problem.message;
    }
    this.#draw();
    this.onChange();
  }

  #show(item) {
    this.#items.push(item);
    this.#draw();
  }

  #draw() {
    fill(this.place, ...this.#items.map((item) => this.#card(item)));
  }

  #card(item) {
    const remove = make("button", { type: "button", title: "Remove", onclick: () => this.#remove(item) }, "×");
    const state = item.problem ? make("output", { className: "problem" }, item.problem) : item.file ? null : item.bar;
    return make("li", {}, this.#picture(item), make("span", {}, item.name), this.#roles(item), state, remove);
  }

  #picture(item) {
    item.picture ??= make("img", { alt: "" });
    if (item.file && !item.asked) {
      item.asked = true;
      this.api.preview(item.file, SMALL).then((address) => { if (address) item.picture.src = address; });
    }
    return item.picture;
  }

  #roles(item) {
    if (this.#inputs.length < 2) return null;
    const select = make("select", { onchange: () => { item.role = select.value; } });
    this.#inputs.forEach(({ role, title }) => {
      select.append(make("option", { value: role, selected: role === this.#roleOf(item) }, title));
    });
    return select;
  }

  #remove(item) {
    this.#items = this.#items.filter((other) => other !== item);
    this.#draw();
    this.onChange();
  }
}
