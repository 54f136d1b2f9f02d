// Writes src/api/generated/ from ../api/openapi.yaml: schema.d.ts with its types, and words.ts with its closed lists, which
// filters and tests walk through. Run by `npm run generate`, after `npm ci` in this folder.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";
import { parse } from "yaml";

const source = new URL("../../api/openapi.yaml", import.meta.url);
const target = new URL("../src/api/generated/", import.meta.url);
const head = "// Made by `npm run generate` from api/openapi.yaml; never edited.\n";

const { components } = parse(await readFile(source, "utf8"));
const lists = Object.entries(components.schemas)
  .filter(([, schema]) => schema.type === "string" && Array.isArray(schema.enum))
  .sort(([a], [b]) => (a < b ? -1 : 1));
const words = lists
  .map(([name, schema]) => `  ${name}: [\n${schema.enum.map((value) => `    ${JSON.stringify(value)},\n`).join("")}  ],\n`)
  .join("");

await mkdir(target, { recursive: true });
await writeFile(new URL("schema.d.ts", target), head + astToString(await openapiTS(source, { alphabetize: true })));
await writeFile(new URL("words.ts", target), `${head}export const words = {\n${words}} as const;\n`);
