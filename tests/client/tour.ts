// What a front end does, with the generated types: find, run, wait, download. Prints what it found.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

declare const process: { env: Record<string, string> };

const { URL: baseUrl, KEY: key } = process.env as { URL: string; KEY: string };
const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${key}` } });

const distance = await client.POST("/api/v1/tools/unit-convert/executions", {
  body: { options: { from_unit: "mile", to_unit: "kilometer", value: "26.2" } },
});
const converted: components["schemas"]["UnitConvertResult"] | null | undefined = distance.data?.result;
console.log(converted?.output_value);

const found = await client.GET("/api/v1/tools", { params: { query: { q: "heic to jpg" } } });
console.log(found.data?.items[0]?.name);

const upload = await client.POST("/api/v1/files", {
  body: { file: "" },
  bodySerializer: () => {
    const form = new FormData();
    form.append("file", new Blob(["lat,lon\n"]), "points.csv");
    return form;
  },
});
const run = await client.POST("/api/v1/tools/image-convert/executions", {
  params: { header: { Prefer: "wait=20" } },
  body: { inputs: [{ text: "no picture", name: "a.jpg" }], options: { output_format: "webp" } },
});
console.log(upload.response.status, upload.data?.format);
// A refusal is typed too.
console.log(run.response.status, run.error?.code);

const listed = await client.GET("/api/v1/executions", { params: { query: { limit: 5 } } });
for (const execution of listed.data?.items ?? []) {
  if (execution.tool === "unit-convert") {
    // Narrowed by the tool's name.
    const unit: string | undefined = execution.options.from_unit;
    console.log(unit);
  }
}
