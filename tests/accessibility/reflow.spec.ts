// No sideways scrolling and nothing cut, from 280 to 1100 px, with small and large root fonts,
// with the text spacing of WCAG 1.4.12, and with the tall marks of Thai.
import { expect, test } from "../support/forum.ts";
import { SCREENS, show } from "./screens.ts";

const WIDTHS = [280, 320, 360, 560, 700, 860, 1100];
const ROOT_FONTS = ["62.5%", "100%", "200%"];

for (const screen of SCREENS) {
  test(`${screen.name} fits every width and root font`, async ({ page, server, open }) => {
    await show(screen, open, server, { lang: "th", head: "<style>body{margin:0}</style>" });
    const wide: string[] = [];
    for (const font of ROOT_FONTS) {
      await page.evaluate((size) => void (document.documentElement.style.fontSize = size), font);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        const over = await page.evaluate(() => {
          const root = document.querySelector("open-forum")!.shadowRoot!;
          const page = document.documentElement.scrollWidth - document.documentElement.clientWidth;
          const inside = [...root.querySelectorAll<HTMLElement>("*")].filter((one) => {
            const style = getComputedStyle(one);
            const box = one.getBoundingClientRect();
            // A table may scroll in its own frame (WCAG 1.4.10).
            if (one.closest("table")) return false;
            return box.width > 0 && box.right > innerWidth + 1 && (page > 0 || style.position !== "absolute") && style.visibility !== "hidden";
          });
          return { page, inside: inside.slice(0, 3).map((one) => `${one.parentElement?.className}>${one.localName}.${one.className} “${one.textContent?.slice(0, 20)}”`) };
        });
        if (over.page > 0 || over.inside.length > 0) wide.push(`${width} px at ${font}: ${over.page} px over, ${over.inside.join(" ")}`);
      }
    }
    expect(wide).toEqual([]);
  });
}

test("with more space between letters, words and lines nothing is cut", async ({ page, server, open }) => {
  for (const screen of SCREENS.filter((one) => ["thread", "submission", "compose 1", "compose 2"].includes(one.name))) {
    const forum = await show(screen, open, server, { lang: "th" });
    await page.setViewportSize({ width: 320, height: 800 });
    const cut = await forum.element.evaluate((element) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-block-end:2em!important}");
      element.shadowRoot!.adoptedStyleSheets.push(sheet);
      return [...element.shadowRoot!.querySelectorAll<HTMLElement>("button,a,label,span,h2,h3,p")]
        .filter((one) => {
          const style = getComputedStyle(one);
          const clips = style.overflowX !== "visible" || style.overflowY !== "visible";
          const clamped = style.webkitLineClamp !== "none" || style.position === "absolute" || style.clipPath !== "none";
          return clips && !clamped && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
        })
        .map((one) => `${screen.name} ${one.className}: ${one.textContent?.slice(0, 40)}`);
    });
    expect(cut, screen.name).toEqual([]);
    await page.setViewportSize({ width: 1100, height: 900 });
  }
});

test("the marks of Thai are inside every button, chip and badge", async ({ page, open }) => {
  const forum = await open({ lang: "th" });
  await expect(forum.vote("agree").first()).toBeVisible();
  const cut = await forum.element.evaluate((element) => {
    const tall = "ที่ปู่ซ้ำ ญี่ปุ่น กตัญญู";
    const found: string[] = [];
    for (const one of element.shadowRoot!.querySelectorAll<HTMLElement>("button, [class*=chip], [class*=badge]")) {
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
  });
  expect(cut).toEqual([]);
  expect(await page.locator("open-forum").count()).toBe(1);
});
