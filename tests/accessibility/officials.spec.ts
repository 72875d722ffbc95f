// The officials' screens, as the moderators' are looked at (desk.spec.ts).
import { expectAccessible } from "../support/axe.ts";
import { desk, type Desk } from "../support/desk.ts";
import { expect, opened, test, type Page, type Server } from "../support/forum.ts";
import { dialog, field, official, owed, patch, radio, summary, title } from "../support/official.ts";
import { cutBySpacing, cutMarks, tooWide } from "../support/reflow.ts";
import { walked } from "../support/walk.ts";

/** A title without spaces, as long as one may be. */
const THAI = "ขอให้จัดรถรับส่งผู้สูงอายุและคนพิการที่อยู่ห่างไกลไปโรงพยาบาลประจำอำเภอทุกวันโดยไม่เสียค่าใช้จ่ายและมีผู้ช่วยดูแลตลอดทาง".slice(0, 118);

/** The officials' screens, each by its address. */
const SCREENS: { name: string; at: (server: Server) => Promise<string>; go?: (one: Desk) => Promise<void> }[] = [
  {
    name: "ledger with a form and some chosen",
    at: async (server) => {
      await owed(server, [THAI]);
      return "#/ledger";
    },
    go: async (one) => {
      await one.element.getByRole("checkbox").first().check();
      await one.element.locator("[id^=change-]").first().click();
      await one.button("ledger.save").click();
      await expect(summary(one)).toBeFocused();
    },
  },
  { name: "asking an office", at: async () => "#/ledger/refer" },
  { name: "answers", at: async () => "#/answers" },
  {
    name: "an answer with what is missing",
    at: async (server) => `#/answers/new/${(await owed(server, [THAI, title()])).ids.join(",")}`,
    go: async (one) => {
      await field(one, "answer.heard").fill(`${THAI} word`);
      await one.button("answer.publish").click();
      await expect(summary(one)).toBeFocused();
    },
  },
  {
    name: "a question before an answer goes out",
    at: async (server) => `#/answers/new/${(await owed(server, [title()])).ids[0]}`,
    go: async (one) => {
      await one.element.getByRole("radio").nth(3).check();
      await field(one, "answer.heard").fill("You asked for people.");
      await one.button("answer.publish").click();
      await expect(dialog(one)).toBeVisible();
    },
  },
  { name: "consultations", at: async () => "#/threads" },
  {
    name: "a consultation that binds itself",
    at: async () => "#/threads/new",
    go: async (one) => {
      await radio(one, one.say("voting.results.after_close")).check();
      await one.button("thread.open").click();
      await expect(summary(one)).toBeFocused();
    },
  },
  {
    name: "a consultation that somebody else changed",
    at: async (server) => {
      const slug = await opened(server, { title: THAI, anonymous: true, voting: { mode: "support", budget: 3, results: "after_close" } });
      return `#/threads/${(await server.get<{ id: string }>(`/v1/threads/${slug}`)).id}`;
    },
    go: async (one) => {
      await field(one, "thread.title").fill("Mine");
      expect(await patch(one.server, `/v1/threads/${new URL(one.page.url()).hash.split("/")[2]}`, { title: "Theirs" })).toMatch(/^200/);
      await one.button("thread.save").click();
      await expect(summary(one)).toBeFocused();
    },
  },
  { name: "announcements", at: async () => "#/announcements" },
  { name: "an announcement", at: async () => "#/announcements/new", go: (one) => field(one, "announcement.title").fill(THAI) },
  { name: "recognitions", at: async () => "#/recognitions" },
  { name: "an award", at: async () => "#/recognitions/new" },
];

async function shown(page: Page, server: Server, screen: (typeof SCREENS)[number], lang: "en" | "th", theme: "light" | "dark"): Promise<Desk> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const one = await desk(page, server, official(server), { at: await screen.at(server), lang, theme });
  await expect(one.element.locator("main [aria-busy=true]")).toHaveCount(0);
  await screen.go?.(one);
  expect(await one.unsaid()).toEqual([]);
  for (const width of [1100, 700, 320]) {
    await page.setViewportSize({ width, height: 900 });
    await expectAccessible(page, "html", `${width} px`);
  }
  return one;
}

for (const screen of SCREENS) {
  test(`officials: ${screen.name}, light, en`, async ({ page, server }) => void (await shown(page, server, screen, "en", "light")));

  test(`officials: ${screen.name}, dark, th; it fits every width and root font, and the Tab key leads through it`, async ({ page, server }) => {
    const one = await shown(page, server, screen, "th", "dark");
    // A field for a date is several stops of the Tab key that cannot be told apart.
    const dates = await one.element.locator("input[type^=date]").count();
    for (const width of dates > 0 ? [] : [1100, 320]) {
      await page.setViewportSize({ width, height: 800 });
      expect((await walked(page, "#desk")).wrong, `${width} px`).toEqual([]);
    }
    expect(await tooWide(page, "#desk")).toEqual([]);
    await page.setViewportSize({ width: 320, height: 800 });
    expect(await cutBySpacing(page, "#desk")).toEqual([]);
    expect(await cutMarks(page, "#desk")).toEqual([]);
  });
}
