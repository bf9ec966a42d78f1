import { describe, expect, test } from "vitest";
import { createBookeo } from "../src/bookeo/index.ts";
import { createFakeBookeo } from "../src/bookeo/testing.ts";
import { createClasses } from "../src/classes/index.ts";
import { createFakeClasses } from "../src/classes/testing.ts";
import { keys, printed, rejection, reply, serve, startBookeo, unusedUrl } from "./support.ts";

describe("check", () => {
  test("resolves where the API accepts the keys, after one request that changes nothing", async () => {
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 200, { accountId: "a" }));
    expect(await bookeo.check()).toBeUndefined();
    expect(requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ["GET", "/settings/apikeyinfo", ""],
    ]);
  });

  test.each([
    ["Invalid secret key", "secretKey", "Correct secretKey (BOOKEO_SECRET_KEY)."],
    ["The apiKey is not valid.", "apiKey", "Correct apiKey (BOOKEO_API_KEY)."],
    ["API key unknown", "apiKey", "Correct apiKey (BOOKEO_API_KEY)."],
    ["Access denied", undefined, "Correct apiKey (BOOKEO_API_KEY) or secretKey (BOOKEO_SECRET_KEY)."],
  ])("names the key that the API's message names: %s", async (message, option, advice) => {
    const { bookeo } = await startBookeo((_, response) => reply(response, 403, { message, errorId: "e-1" }));
    const error = await rejection(bookeo.check());
    expect(error).toMatchObject({ kind: "permission", status: 403, traceId: "e-1" });
    expect((error as { option?: string }).option).toBe(option);
    expect((error as Error).message).toContain(message);
    expect((error as Error).message.endsWith(advice)).toBe(true);
    for (const key of Object.values(keys)) expect(printed(error)).not.toContain(key);
  });

  test("of an API with one key sends HEAD and names that key, without a body to read", async () => {
    const { baseUrl, requests } = await serve((_, response) => void response.writeHead(401).end());
    const error = await rejection(createClasses({ baseUrl, apiKey: "key-1" }).check());
    expect(error).toMatchObject({ kind: "authentication", option: "apiKey" });
    expect((error as Error).message).toContain("Correct apiKey (CLASSES_API_KEY).");
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual(["HEAD /v1/classes/booking"]);
  });

  test("does not blame the keys for what is not their fault", async () => {
    const { bookeo } = await startBookeo((_, response) => reply(response, 500, {}), { maxRetries: 0 });
    const error = (await rejection(bookeo.check())) as Error;
    expect(error).toMatchObject({ kind: "server" });
    expect(error.message).not.toContain("Correct");
    const dead = createBookeo({ ...keys, baseUrl: await unusedUrl(), maxRetries: 0 });
    expect(await rejection(dead.check())).toMatchObject({ kind: "connection" });
  });

  test("obeys the options of a call, and reports its error to onError", async () => {
    const errors: unknown[] = [];
    const { bookeo, requests } = await startBookeo((_, response) => reply(response, 403, {}), {
      hooks: { onError: ({ error }) => errors.push(error) },
    });
    const error = await rejection(bookeo.check({ headers: { "X-Probe": "start-up" } }));
    expect(requests[0]?.headers["x-probe"]).toBe("start-up");
    expect(errors).toEqual([error]);
    await expect(bookeo.check({ signal: AbortSignal.abort("stopped") })).rejects.toBe("stopped");
  });

  test("succeeds against the fakes", async () => {
    await createBookeo(createFakeBookeo().options).check();
    await createClasses(createFakeClasses().options).check();
  });
});
