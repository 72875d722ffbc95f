// axe-core with every rule of WCAG 2.2 AA, contrast and target size on, into open shadow roots.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { expect, type Page } from "@playwright/test";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  id: string;
  impact: string;
  nodes: { target: unknown[]; html: string; failureSummary: string }[];
}

/** Everything that axe finds in a part of a page: in the widgets, where none is named. */
export async function findings(page: Page, part = "open-forum"): Promise<string[]> {
  await page.evaluate(source);
  const found = await page.evaluate(async (include) => {
    const axe = (globalThis as unknown as { axe: { run: (context: unknown, options: unknown) => Promise<{ violations: Finding[] }> } }).axe;
    const result = await axe.run(
      { include: [[include]] },
      {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        rules: { "target-size": { enabled: true }, "color-contrast": { enabled: true } },
        resultTypes: ["violations"],
      },
    );
    return result.violations;
  }, part);
  return found.flatMap((one) => one.nodes.map((node) => `${one.id} (${one.impact}): ${node.html.slice(0, 160)} — ${node.failureSummary.replace(/\s+/g, " ")}`));
}

/** The screen as it stands has no finding. */
export async function expectAccessible(page: Page, part = "open-forum", where = ""): Promise<void> {
  // Colours in the middle of a transition are nobody's colours.
  await page.evaluate((part) => {
    const root = document.querySelector(part)?.shadowRoot;
    for (const animation of [...document.getAnimations(), ...(root?.getAnimations() ?? [])]) {
      if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) animation.finish();
    }
  }, part);
  expect(await findings(page, part), where).toEqual([]);
}
