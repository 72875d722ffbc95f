// Whether a part of a page fits: no sideways scrolling and nothing cut, whatever the width, the size of letters and their spacing.
import type { Page } from "@playwright/test";

export const WIDTHS = [280, 320, 360, 560, 700, 860, 1100];
const ROOT_FONTS = ["62.5%", "100%", "200%"];

/** What is wider than the page, at each width and root font, in words. `part` is a selector; its shadow root counts where it has one. */
export async function tooWide(page: Page, part: string, widths: number[] = WIDTHS): Promise<string[]> {
  const wide: string[] = [];
  for (const font of ROOT_FONTS) {
    await page.evaluate((size) => void (document.documentElement.style.fontSize = size), font);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      const found = await overflowing(page, part);
      if (found) wide.push(`${width} px at ${font}: ${found}`);
    }
  }
  await page.evaluate(() => void (document.documentElement.style.fontSize = ""));
  // What is folded away has no width; it is measured unfolded, where there is least room.
  await page.setViewportSize({ width: Math.min(...widths), height: 800 });
  const folded = await page.evaluateHandle((part) => {
    const element = document.querySelector(part)!;
    const closed = [...(element.shadowRoot ?? element).querySelectorAll<HTMLDetailsElement>("details:not([open])")];
    for (const one of closed) one.open = true;
    return closed;
  }, part);
  const found = await overflowing(page, part);
  if (found) wide.push(`${Math.min(...widths)} px, unfolded: ${found}`);
  await folded.evaluate((closed) => closed.forEach((one) => (one.open = false)));
  return wide;
}

/** What of a part reaches out of the page now, in words; empty where nothing does. */
async function overflowing(page: Page, part: string): Promise<string> {
  const over = await page.evaluate((part) => {
    const element = document.querySelector(part)!;
    const root = element.shadowRoot ?? element;
    const page = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const inside = [...root.querySelectorAll<HTMLElement>("*")].filter((one) => {
      const style = getComputedStyle(one);
      const box = one.getBoundingClientRect();
      // A table may scroll in its own frame (WCAG 1.4.10).
      if (one.closest("table")) return false;
      // What is folded away keeps the places of its last layout.
      if (!one.checkVisibility()) return false;
      return box.width > 0 && box.right > innerWidth + 1 && (page > 0 || style.position !== "absolute") && style.visibility !== "hidden";
    });
    return { page, inside: inside.slice(0, 3).map((one) => `${one.parentElement?.className}>${one.localName}.${one.className} “${one.textContent?.slice(0, 20)}”`) };
  }, part);
  return over.page > 0 || over.inside.length > 0 ? `${over.page} px over, ${over.inside.join(" ")}` : "";
}

/** What is cut with the text spacing of WCAG 1.4.12. */
export async function cutBySpacing(page: Page, part: string): Promise<string[]> {
  return page.evaluate((part) => {
    const element = document.querySelector(part)!;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-block-end:2em!important}");
    const root = element.shadowRoot ?? document;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
    return [...(element.shadowRoot ?? element).querySelectorAll<HTMLElement>("button,a,label,span,h1,h2,h3,p")]
      .filter((one) => {
        const style = getComputedStyle(one);
        const clips = style.overflowX !== "visible" || style.overflowY !== "visible";
        const clamped = style.webkitLineClamp !== "none" || style.position === "absolute" || style.clipPath !== "none";
        return clips && !clamped && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
      })
      .map((one) => `${one.className}: ${one.textContent?.slice(0, 40)}`);
  }, part);
}

/** Buttons, chips and badges in which the tall marks of Thai would be cut. */
export async function cutMarks(page: Page, part: string): Promise<string[]> {
  return page.evaluate((part) => {
    const element = document.querySelector(part)!;
    const tall = "ที่ปู่ซ้ำ ญี่ปุ่น กตัญญู";
    const found: string[] = [];
    for (const one of (element.shadowRoot ?? element).querySelectorAll<HTMLElement>("button, [class*=chip], [class*=badge]")) {
      const word = [...one.querySelectorAll("span")].at(-1) ?? one;
      if (one.offsetParent === null || word.childElementCount > 0) continue;
      word.textContent = tall;
      const style = getComputedStyle(one);
      // Ink of Thai with two marks above and one below needs 1.3 em of line at least.
      const line = parseFloat(getComputedStyle(word).lineHeight);
      const size = parseFloat(getComputedStyle(word).fontSize);
      const clips = style.overflowY !== "visible" && one.scrollHeight > one.clientHeight + 1;
      if (clips || line < size * 1.3) found.push(`${one.className}: line ${line} for ${size}`);
    }
    return found;
  }, part);
}
