// A page of a real WordPress, and who looks at it.
import type { BrowserContext } from "@playwright/test";

import { expect, type Session, type Site } from "./wordpress.ts";

/** A published page of a user with this content; answers its address. */
export async function published(site: Site, content: string, author = "edith"): Promise<string> {
  const made = await site.php(`
    wp_set_current_user(get_user_by('login', '${author}')->ID);
    kses_init();
    $content = base64_decode('${Buffer.from(content).toString("base64")}');
    echo get_permalink(wp_insert_post(wp_slash(['post_type' => 'post', 'post_status' => 'publish', 'post_title' => 'Forum', 'post_content' => $content])));`);
  expect(made).toMatch(/^http/);
  return made;
}

/** Gives a browser the session of somebody. */
export async function signIn(context: BrowserContext, site: Site, { cookie }: Session): Promise<void> {
  const pairs = cookie.split("; ").map((one) => [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)] as const);
  await context.addCookies(pairs.map(([name, value]) => ({ name, value, url: site.url })));
}
