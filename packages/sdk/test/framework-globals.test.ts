import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBookeo } from "../src/bookeo/index.ts";
import { booking, keys, rejection, reply, startBookeo } from "./support.ts";

/** What @hono/node-server replaces with classes of its own, whose methods cannot be assigned. */
const names = ["Request", "Response"] as const;
const own = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);

describe("in a program whose server framework has replaced Request and Response", () => {
  beforeAll(() => void getRequestListener(() => new Response()));
  afterAll(() => {
    for (const [name, descriptor] of own) Object.defineProperty(globalThis, name, descriptor ?? {});
  });

  test("they are replaced", () => {
    for (const [name, descriptor] of own)
      expect(Object.getOwnPropertyDescriptor(globalThis, name)?.value).not.toBe(descriptor?.value);
    expect(() => {
      const response = new Response() as { text: unknown };
      response.text = () => "";
    }).toThrow(TypeError);
  });

  test.each(["the runtime's fetch", "a fetch that makes a Response"])(
    "a call works, over %s",
    async (kind) => {
      const { bookeo, baseUrl } = await startBookeo(({ path }, response) =>
        path.endsWith("/1") ? reply(response, 200, booking) : reply(response, 404, { message: "none" }),
      );
      const fake = createBookeo({
        ...keys,
        baseUrl,
        fetch: async (url) =>
          url.endsWith("/1") ? Response.json(booking) : Response.json({ message: "none" }, { status: 404 }),
      });
      const api = kind === "the runtime's fetch" ? bookeo : fake;
      const { data, response } = await api.bookings.get("1").withResponse();
      expect(data).toEqual(booking);
      for (let count = 0; count < 2; count++) expect(await response.json()).toEqual(booking);
      expect(await response.clone().text()).toBe(JSON.stringify(booking));
      expect(await rejection(api.bookings.get("2"))).toMatchObject({
        status: 404,
        body: { message: "none" },
      });
      const seen: string[] = [];
      api.client.use({
        onRequest: ({ request }) => void seen.push(request.method),
        onResponse: async ({ response }) => void seen.push(await response.clone().text()),
      });
      expect(await api.bookings.get("1")).toEqual(booking);
      expect(seen).toEqual(["GET", JSON.stringify(booking)]);
    },
  );
});
