// Executions as cards: progress while they run, then outputs, result and notes, or why there are none.

import { fill, make } from "./dom.js";

const MEDIUM = 256;

export class Runs {
  constructor(api, place, files) {
    this.api = api;
    this.place = place;
    this.files = files;
  }

  async follow(execution, tool) {
    const card = make("li", { className: "run" });
    this.place.prepend(card);
    let current = execution;
    this.#draw(card, current, tool);
    while (!current.finished_at) {
      current = await this.api.follow(current);
      this.#draw(card, current, tool);
    }
  }

  #draw(card, execution, tool) {
    card.dataset.status = execution.status;
    const names = execution.inputs.map(({ file }) => file.name).join(", ");
    const title = make("h3", {}, tool.title, names && `: ${names}`);
    const body = execution.finished_at ? this.#ended(execution) : this.#running(execution);
    fill(card, title, ...body);
  }

  #running(execution) {
    const bar = make("progress", { max: 100, value: execution.progress });
    const stop = make("button", { type: "button", onclick: () => this.api.post(execution.urls.cancel) }, "Stop");
    return [bar, make("small", {}, execution.progress_message || execution.status), stop];
  }

  #ended(execution) {
    const notes = execution.notes.map((note) => make("small", { className: "note" }, note));
    if (execution.error) return [make("output", { className: "problem" }, execution.error.detail)];
    if (execution.status === "cancelled") return [make("small", {}, "Stopped.")];
    const result = execution.result && make("pre", {}, JSON.stringify(execution.result, null, 2));
    return [make("ul", { className: "outputs" }, ...execution.outputs.map((file) => this.#output(file))), result, ...notes];
  }

  #output(file) {
    const picture = make("img", { alt: "" });
    this.api.preview(file, MEDIUM).then((address) => { if (address) picture.src = address; });
    const save = make("button", { type: "button", className: "download", onclick: () => this.#save(file) }, file.name);
    const again = make("button", { type: "button", onclick: () => this.files.take(file) }, "Use");
    return make("li", {}, picture, save, make("small", {}, sizeOf(file.size)), again);
  }

  async #save(file) {
    const search = await this.api.link(file);
    make("a", { href: `${file.content_url}${search}`, download: file.name }).click();
  }
}

function sizeOf(bytes) {
  const step = Math.min(3, Math.floor(Math.log2(bytes || 1) / 10));
  return `${(bytes / 1024 ** step).toFixed(step ? 1 : 0)} ${["B", "KiB", "MiB", "GiB"][step]}`;
}
