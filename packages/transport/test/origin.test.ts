import { describe, expect, test } from "vitest";
import { ConfigurationError, createTransport, OriginError } from "../src/index.ts";

describe("a request to another origin is rejected before it is sent", () => {
  const send = async (url: string | URL | Request, baseUrl = "https://api.bookeo.com/v2") => {
    const sent: unknown[] = [];
    const fetch = createTransport({
      baseUrl,
      fetch: async (input) => {
        sent.push(input);
        return new Response();
      },
    });
    const error = await fetch(url).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return { sent, error };
  };

  test.each([
    "https://api.bookeo.com.evil.com/v2",
    "https://api.bookeo.comevil.com/",
    "https://api.bookeo.com@evil.com/",
    "https://api.bookeo.com:x@evil.com/",
    "https://api.bookeo.com:443@evil.com/",
    "https://api.bookeo.com:8443/",
    "https://api.bookeo.com.:443/",
    "https://api.bookeo.com\t.evil.com/",
    "https://api.bookeo.com\n.evil.com/",
    "https://api.bookeo.com%2eevil.com/",
    "https://api.bookeo.com\u3002evil.com/",
    "https://api.bookeo.com%00.evil.com/",
    "https://evil.com/https://api.bookeo.com/",
    "https://evil.com?https://api.bookeo.com/",
    "https://evil.com\\.api.bookeo.com/",
    "https:evil.com",
    "https:\\\\evil.com",
    "//evil.com/",
    "\\\\evil.com",
    "http://api.bookeo.com/v2",
    "http://api.bookeo.com:443/v2",
    "ws://api.bookeo.com/v2",
    "blob:https://api.bookeo.com/x",
    "data:text/plain,https://api.bookeo.com/",
    "javascript:https://api.bookeo.com/",
    "file:///etc/passwd",
    "/v2/bookings",
    "v2",
    "",
    "api.bookeo.com/v2",
    "https://user:pw@api.bookeo.com/v2",
    "https://user@api.bookeo.com/v2",
  ])("%s", async (url) => {
    const { sent, error } = await send(url);
    expect(sent).toEqual([]);
    // What is no URL at all, or has a password in it, cannot even be made a request.
    expect(error).toBeInstanceOf(isRequest(url) ? OriginError : ConfigurationError);
    expect((error as Error).message).toContain("Nothing was sent");
  });

  test.each([
    "https://api.bookeo.com",
    "https://api.bookeo.com/",
    "https://api.bookeo.com?x=https://evil.com",
    "https://api.bookeo.com#@evil.com",
    "https://api.bookeo.com/@evil.com",
    "https://api.bookeo.com/\\evil.com",
    "https://api.bookeo.com//evil.com",
    "https://api.bookeo.com\\@evil.com",
    "https://api.bookeo.com\\@evil.com:x",
    "https://API.Bookeo.COM/v2",
    "HTTPS://api.bookeo.com/v2",
    "https://api.bookeo.com:443/v2",
    "https:api.bookeo.com/v2",
    " https://api.bookeo.com/v2",
    "https:\\\\api.bookeo.com\\v2",
    "https://a\tpi.bookeo.com/v2",
    "https://api.bookeo.com/\t\n//evil.com",
  ])("and this one is on the origin: %s", async (url) => {
    const { sent, error } = await send(url);
    expect(error).toBeUndefined();
    expect(sent).toHaveLength(1);
    expect(new URL(String(sent[0])).origin).toBe("https://api.bookeo.com");
    expect(new URL(String(sent[0])).href).toBe(new URL(url).href);
  });

  test("also for a URL and a Request", async () => {
    for (const input of [new URL("https://evil.com/"), new Request("https://evil.com/")]) {
      const { sent, error } = await send(input);
      expect(sent).toEqual([]);
      expect(error).toMatchObject({ name: "OriginError", kind: "origin" });
    }
  });

  test("also for another port or scheme of a loopback host", async () => {
    for (const url of [
      "http://127.0.0.1:4011/",
      "https://127.0.0.1:4010/",
      "http://localhost:4010/",
      "http://127.0.0.1/",
    ]) {
      expect((await send(url, "http://127.0.0.1:4010")).error).toBeInstanceOf(OriginError);
    }
    expect((await send("http://127.0.0.1:4010/x", "http://127.0.0.1:4010")).error).toBeUndefined();
  });

  function isRequest(url: string): boolean {
    if (!URL.canParse(url)) return false;
    const { username, password } = new URL(url);
    return username + password === "";
  }
});
