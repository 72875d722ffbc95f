// The window in which people sign in: every view of it, as the desk and the widget are looked at.
import { expectAccessible } from "../support/axe.ts";
import { expect, type Language, type Page } from "../support/forum.ts";
import { cutBySpacing, cutMarks, tooWide } from "../support/reflow.ts";
import type { SignInPlace } from "../support/sign-in.ts";
import { test } from "../support/sign-in-test.ts";
import { walked } from "../support/walk.ts";

type View = { name: string; go: (page: Page, place: SignInPlace) => Promise<void> };

let people = 0;

const mailed = async (page: Page): Promise<string> => {
  const email = `view-${process.pid}-${(people += 1)}@example.org`;
  await page.getByRole("textbox").fill(email);
  await page.getByRole("textbox").press("Enter");
  await expect(page.locator("[autocomplete=one-time-code]")).toBeFocused();
  return email;
};

const named = async (page: Page, place: SignInPlace): Promise<void> => {
  await page.locator("[autocomplete=one-time-code]").fill(await place.code(await mailed(page)));
  await page.keyboard.press("Enter");
  await expect(page.locator("[autocomplete=name]")).toBeFocused();
};

const VIEWS: View[] = [
  { name: "the ways", go: async (page) => expect(page.getByRole("textbox")).toBeVisible() },
  {
    name: "an address that is none",
    go: async (page) => {
      await page.getByRole("textbox").fill("nobody");
      await page.getByRole("textbox").press("Enter");
      await expect(page.getByRole("textbox")).toHaveAttribute("aria-invalid", "true");
    },
  },
  { name: "the code", go: async (page) => void (await mailed(page)) },
  {
    name: "a wrong code",
    go: async (page) => {
      await mailed(page);
      await page.keyboard.type("1");
      await page.keyboard.press("Enter");
      await expect(page.locator("[autocomplete=one-time-code]")).toHaveAttribute("aria-invalid", "true");
    },
  },
  { name: "the name", go: named },
  {
    name: "a name that is too long",
    go: async (page, place) => {
      await named(page, place);
      await page.keyboard.type("x".repeat(81));
      await page.keyboard.press("Enter");
      await expect(page.locator("[autocomplete=name]")).toHaveAttribute("aria-invalid", "true");
    },
  },
  {
    name: "signed in, with no page to tell",
    go: async (page, place) => {
      await named(page, place);
      await page.keyboard.type("Somebody");
      await page.keyboard.press("Enter");
      await expect(page.getByRole("textbox")).toHaveCount(0);
    },
  },
  {
    name: "refused by the provider",
    go: async (page, place) => {
      await page.goto(`${place.server.url}/sign-in/example/callback?error=access_denied`);
      await expect(page.locator(".bad")).toBeVisible();
    },
  },
];

async function open(page: Page, place: SignInPlace, lang: Language, theme: string): Promise<void> {
  const query = new URLSearchParams({ origin: place.origin, state: "s", lang, theme });
  await page.goto(`${place.server.url}/sign-in?${query}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

for (const view of VIEWS) {
  const shown = async (page: Page, place: SignInPlace, lang: Language, theme: "light" | "dark") => {
    await open(page, place, lang, theme);
    await view.go(page, place);
    for (const width of [700, 320]) {
      await page.setViewportSize({ width, height: 700 });
      await expectAccessible(page, "html", `${width} px`);
    }
  };

  test(`sign-in window: ${view.name}, light, en`, ({ page, place }) => shown(page, place, "en", "light"));

  test(`sign-in window: ${view.name}, dark, th; it fits every width and root font, and the Tab key leads through it`, async ({ page, place }) => {
    await shown(page, place, "th", "dark");
    await page.setViewportSize({ width: 480, height: 700 });
    expect((await walked(page, "body")).wrong).toEqual([]);
    expect(await tooWide(page, "body", [280, 320, 480, 700])).toEqual([]);
    await page.setViewportSize({ width: 320, height: 700 });
    expect(await cutBySpacing(page, "body")).toEqual([]);
    expect(await cutMarks(page, "body")).toEqual([]);
  });
}

test("sign-in window: a page that may not sign people in is told so", async ({ page, place }) => {
  await page.goto(`${place.server.url}/sign-in?origin=${encodeURIComponent("http://localhost:9")}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page, "html");
});
