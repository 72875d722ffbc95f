// Answers held against the project's OpenAPI document, as far as its schemas go.
import { readFileSync } from "node:fs";

/* eslint-disable @typescript-eslint/no-explicit-any */
type Schema = any;
const document: Schema = JSON.parse(readFileSync(new URL("../../docs/openapi.json", import.meta.url), "utf8"));

/** What is wrong with an answer, one line each; an address or status that the document does not know is wrong as well. */
export function wrong(method: string, path: string, status: number, type: string, body: unknown): string[] {
  const operation = find(path)?.[method.toLowerCase()];
  if (!operation) return problem(body, type);
  const response = operation.responses[status];
  if (!response) return [`${method} ${path}: ${status} is not documented`];
  const media = type.split(";")[0]?.trim() ?? "";
  const content = response.content?.[media];
  if (!content) return response.content && status !== 304 ? [`${method} ${path}: ${status} as ${media}`] : [];
  const codes: string[] | undefined = response["x-problem-codes"];
  const code = String((body as { type?: string } | null)?.type ?? "").split("/").pop() ?? "";
  const unknown = codes && !codes.includes(code) ? [`${method} ${path}: ${status} with ${code}`] : [];
  return [...unknown, ...check(body, content.schema, "")];
}

function problem(body: unknown, type: string): string[] {
  return type.startsWith("application/problem+json") ? check(body, { $ref: "#/components/schemas/Problem" }, "") : [];
}

function find(path: string): Schema {
  const parts = `/v1${path}`.split("?")[0]!.split("/");
  const fits = (template: string) => {
    const names = template.split("/");
    return names.length === parts.length && names.every((name, at) => name.startsWith("{") || name === parts[at]);
  };
  // What stands there by name comes before what is a hole.
  const found = Object.keys(document.paths).filter(fits).sort((a, b) => a.split("{").length - b.split("{").length);
  return found[0] && document.paths[found[0]];
}

function check(value: unknown, schema: Schema, at: string): string[] {
  if (schema === true || schema === undefined) return [];
  const found: string[] = [];
  if (schema.$ref) found.push(...check(value, schema.$ref.slice(2).split("/").reduce((node: Schema, name: string) => node[name], document), at));
  for (const one of schema.allOf ?? []) found.push(...check(value, one, at));
  for (const some of [schema.oneOf, schema.anyOf]) {
    if (some && !some.some((one: Schema) => check(value, one, at).length === 0)) found.push(`${at}: fits none of ${some.length}`);
  }
  const types: string[] = [schema.type ?? []].flat();
  if (types.length > 0 && !types.some((type) => is(value, type))) return [...found, `${at}: ${JSON.stringify(value)} is no ${types.join(" or ")}`];
  if (schema.enum && !schema.enum.includes(value)) found.push(`${at}: ${JSON.stringify(value)} is none of the words`);
  if (typeof value === "string" && schema.pattern && !new RegExp(schema.pattern, "u").test(value)) found.push(`${at}: ${value}`);
  if (typeof value === "string" && schema.format === "date-time" && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) found.push(`${at}: ${value}`);
  if (typeof value === "number" && (value < (schema.minimum ?? value) || value > (schema.maximum ?? value))) found.push(`${at}: ${value}`);
  if (Array.isArray(value)) value.forEach((one, place) => found.push(...check(one, schema.items, `${at}[${place}]`)));
  else if (value && typeof value === "object") {
    for (const name of schema.required ?? []) if (!(name in value)) found.push(`${at}.${name} is missing`);
    for (const [name, one] of Object.entries(value)) {
      const known = schema.properties?.[name] ?? (schema.additionalProperties || undefined);
      if (known) found.push(...check(one, known, `${at}.${name}`));
    }
  }
  return found;
}

function is(value: unknown, type: string): boolean {
  if (type === "null") return value === null;
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return Array.isArray(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === type;
}
