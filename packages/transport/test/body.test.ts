import createClient from "openapi-fetch";
import { describe, expect, test } from "vitest";
import { connect } from "../src/connect.ts";

/** What arrives when a client of openapi-fetch sends a body. */
async function sent(body: unknown, headers: Record<string, string> = {}) {
  let request: Request | undefined;
  const connection = connect(
    "https://api.example",
    {
      fetch: async (url, init) => {
        request = new Request(url, init);
        return new Response(null, { status: 204 });
      },
    },
    {},
    [],
  );
  const client = createClient<{
    "/things": { post: { requestBody: { content: object }; responses: object } };
  }>(connection);
  await client.POST("/things", { body, headers } as never);
  return { type: request?.headers.get("content-type")?.split(";")[0], text: await request?.text() };
}

describe("a body", () => {
  test("is JSON where nothing else is said", async () => {
    expect(await sent({ a: 1 })).toEqual({ type: "application/json", text: '{"a":1}' });
    expect(await sent("text")).toEqual({ type: "application/json", text: '"text"' });
  });

  test("is JSON under every media type of JSON", async () => {
    expect(await sent({ a: 1 }, { "Content-Type": "application/merge-patch+json" })).toEqual({
      type: "application/merge-patch+json",
      text: '{"a":1}',
    });
  });

  test("goes out as it is under another media type", async () => {
    expect(await sent("a,b\n", { "content-type": "text/csv" })).toEqual({ type: "text/csv", text: "a,b\n" });
    const form = new URLSearchParams({ a: "1 2" });
    expect(await sent(form, { "Content-Type": "application/x-www-form-urlencoded" })).toEqual({
      type: "application/x-www-form-urlencoded",
      text: "a=1+2",
    });
  });

  test("that is a form brings its own type, with the boundary of its parts", async () => {
    const form = new FormData();
    form.append("note", "hello");
    const { type, text } = await sent(form);
    expect(type).toBe("multipart/form-data");
    expect(text).toContain('name="note"\r\n\r\nhello');
  });
});
