// Talks to the API: with a key, or with the browser's session and its CSRF token.

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? body.title ?? `The server answered ${status}.`);
    this.status = status;
    this.code = body.code;
    this.errors = body.errors ?? [];
  }
}

export class Api {
  #key = sessionStorage.getItem("key") ?? "";

  constructor(runtime) {
    this.runtime = runtime;
  }

  static async connect() {
    const answer = await fetch("/api/v1/meta/runtime-data");
    return new Api(await answer.json());
  }

  useKey(key) {
    this.#key = key.trim();
    sessionStorage.setItem("key", this.#key);
  }

  async signIn(email, password, { signUp = false } = {}) {
    await fetch("/_allauth/browser/v1/config");
    const answer = await this.#send(`/_allauth/browser/v1/auth/${signUp ? "signup" : "login"}`, { email, password });
    if (answer.ok) return;
    const body = await answer.json();
    const pending = (body.data?.flows ?? []).find((flow) => flow.is_pending);
    const reason = body.errors?.map((error) => error.message).join(" ");
    throw new Problem(answer.status, { detail: reason || `One more step is needed: ${pending?.id ?? "unknown"}.` });
  }

  async signOut() {
    if (this.#key) sessionStorage.removeItem("key");
    else await fetch("/_allauth/browser/v1/auth/session", { method: "DELETE", headers: this.#headers() });
    this.#key = "";
  }

  get(path, options) {
    return this.#json(fetch(path, { headers: this.#headers(), ...options }));
  }

  post(path, body) {
    return this.#json(this.#send(path, body));
  }

  // The ended execution, or as it is after a while.
  follow(execution) {
    return this.get(execution.urls.self, { headers: { ...this.#headers(), Prefer: "wait=2" } });
  }

  upload(file, onProgress) {
    const { promise, resolve, reject } = deferred();
    const request = new XMLHttpRequest();
    request.open("POST", this.runtime.uploads.multipart_url);
    for (const [name, value] of Object.entries(this.#headers())) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded / event.total));
    request.addEventListener("error", () => reject(new Problem(0, { detail: "The connection was lost." })));
    request.addEventListener("load", () => {
      const body = JSON.parse(request.responseText || "{}");
      if (request.status < 300) resolve(body);
      else reject(new Problem(request.status, body));
    });
    const form = new FormData();
    form.append("file", file);
    request.send(form);
    return promise;
  }

  // An address for <img>, or null where there is no preview.
  async preview(file, size) {
    const answer = await fetch(`/api/v1/files/${file.id}/preview?size=${size}`, { headers: this.#headers() });
    return answer.ok ? URL.createObjectURL(await answer.blob()) : null;
  }

  // An address that needs no header: links cannot send one.
  async link(file) {
    return new URL((await this.post(`/api/v1/files/${file.id}/links`, {})).url).search;
  }

  #send(path, body) {
    const headers = { "Content-Type": "application/json", ...this.#headers() };
    return fetch(path, { method: "POST", headers, body: body === undefined ? undefined : JSON.stringify(body) });
  }

  async #json(promise) {
    const answer = await promise;
    const body = answer.status === 204 ? {} : await answer.json();
    if (!answer.ok) throw new Problem(answer.status, body);
    return body;
  }

  #headers() {
    if (this.#key) return { Authorization: `Bearer ${this.#key}` };
    const { csrf_cookie: cookie, csrf_header: header } = this.runtime.auth;
    const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${cookie}=`));
    return found ? { [header]: found.slice(cookie.length + 1) } : {};
  }
}

function deferred() {
  let resolve, reject;
  const promise = new Promise((yes, no) => { resolve = yes; reject = no; });
  return { promise, resolve, reject };
}
