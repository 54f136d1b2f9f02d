// Writes src/api/generated/schema.d.ts from ../api/openapi.yaml. Run by `npm run generate`; needs `npm ci` in tools/.
import { mkdir, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const source = new URL("../../api/openapi.yaml", import.meta.url);
const target = new URL("../src/api/generated/schema.d.ts", import.meta.url);

const ast = await openapiTS(source, { alphabetize: true, enumValues: true, arrayLength: false });
await mkdir(new URL(".", target), { recursive: true });
await writeFile(target, `// Made by \`npm run generate\` from api/openapi.yaml; never edited.\n${astToString(ast)}`);
