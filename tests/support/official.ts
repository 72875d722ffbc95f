// The officials' desk, by what an official sees of it, and what they are asked for.
import type { Desk } from "./desk.ts";
import { opened, somebody, written, type Locator, type Server } from "./forum.ts";

export const official = (server: Server, roles = ["participant", "official"]) => somebody(server, { name: "Secretariat", sector: undefined, roles });

/** The field of that label; more may stand beside it. */
export const field = (desk: Desk, key: string, within: Locator = desk.element) => within.locator("input:not([type=radio], [type=checkbox]), textarea, select").and(within.getByLabel(new RegExp(`^${escaped(desk.say(key))}`))).first();
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
export const radio = (desk: Desk, name: string) => desk.element.getByRole("radio", { name, exact: true });
export const summary = (desk: Desk) => desk.element.locator("#errors");
export const dialog = (desk: Desk) => desk.element.getByRole("dialog");

/** A change by somebody else, whatever the version; answers the status and the problem. */
export async function patch(server: Server, path: string, body: unknown): Promise<string> {
  const headers = { Authorization: `Bearer ${official(server)}`, "Content-Type": "application/json", "If-Match": "*" };
  const answer = await fetch(server.url + path, { method: "PATCH", headers, body: JSON.stringify(body) });
  return `${answer.status} ${answer.ok ? "" : await answer.text()}`;
}

/** A thread with so many submissions of which an office was asked for answers. */
export async function owed(server: Server, titles: string[]): Promise<{ thread: string; ids: string[] }> {
  const thread = await opened(server);
  const token = official(server);
  const ids = [];
  for (const title of titles) {
    const { id } = await written(server, somebody(server), { title, body: `We ask for ${title.toLowerCase()}.`, links: [{ url: "https://example.org/form", label: "The form that we use" }] }, thread);
    await server.ask("POST", `/v1/submissions/${id}/referral`, { office: "children" }, token);
    ids.push(id);
  }
  return { thread, ids };
}

export const title = () => `Something about ${crypto.randomUUID().slice(0, 8)}`;
