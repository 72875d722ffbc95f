// Through a screen by the Tab key: every stop shows its focus inside the view, and no stop is a trap.
import type { Page } from "@playwright/test";

/** What is wrong with the stops of a screen, in words, and how many there are. `part` is a selector. */
export async function walked(page: Page, part: string): Promise<{ stops: number; wrong: string[] }> {
  await page.evaluate((part) => {
    const state = globalThis as unknown as { stop: () => { id: number; told: string; wrong: string } | null };
    const root = document.querySelector(part)!.shadowRoot ?? document;
    const ids = new Map<Element, number>();
    const marked = (one: Element | null): boolean => {
      if (!one) return false;
      const style = getComputedStyle(one);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    };
    state.stop = () => {
      const one = root.activeElement;
      if (!one || one === document.body) return null;
      if (!ids.has(one)) ids.set(one, ids.size);
      const box = one.getBoundingClientRect();
      const label = one instanceof HTMLInputElement ? (one.labels?.[0] ?? null) : null;
      const wrong: string[] = [];
      if (!marked(one) && !marked(label) && !marked(one.parentElement)) wrong.push("its focus cannot be seen");
      if (box.bottom <= 0 || box.top >= innerHeight) wrong.push("it is out of view");
      if (box.width < 24 && box.height < 24 && !(label && label.getBoundingClientRect().height >= 24)) wrong.push(`${box.width} × ${box.height} px`);
      return { id: ids.get(one)!, told: `${one.localName}.${one.className} “${(one.textContent ?? "").trim().slice(0, 30)}”`, wrong: wrong.join(", ") };
    };
    (document.activeElement as HTMLElement | null)?.blur();
    // From the beginning of the page, wherever the focus was.
    const start = document.createElement("span");
    start.tabIndex = -1;
    document.body.prepend(start);
    start.focus();
    start.remove();
  }, part);
  const wrong: string[] = [];
  const seen = new Set<number>();
  let last = -1;
  for (let step = 0; step < 300; step += 1) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => (globalThis as unknown as { stop: () => { id: number; told: string; wrong: string } | null }).stop());
    // Out at the end, or around to the first one again, as in a dialog; or there is nothing to stop at.
    if (!stop) {
      if (seen.size > 0 || step > 20) return { stops: seen.size, wrong };
      continue;
    }
    if (stop.id === last) wrong.push(`${stop.told}: the focus does not go on`);
    if (seen.has(stop.id)) return { stops: seen.size, wrong };
    seen.add(stop.id);
    last = stop.id;
    if (stop.wrong) wrong.push(`${stop.told}: ${stop.wrong}`);
  }
  return { stops: seen.size, wrong: [...wrong, "300 steps did not lead around"] };
}
