// The test function of specs that sign people in: one place for each worker.
import { test as base } from "./forum.ts";
import { SignInPlace } from "./sign-in.ts";

export const test = base.extend<object, { place: SignInPlace }>({
  place: [
    async ({}, use) => {
      const place = await SignInPlace.start();
      await use(place);
      await place.end();
    },
    { scope: "worker" },
  ],
});
