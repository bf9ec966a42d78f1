import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  type Booking,
  ConfigurationError,
  type VerifyWebhookOptions,
  verifyBookeoWebhook,
  WebhookError,
} from "../src/bookeo/index.ts";
import { rejection } from "./support.ts";

// The vendor's own published example, with an invented key.
const secretKey = "iWQlbsuksGUqStFPk46WVjpGO7vVQoeO";
const timestamp = "1683025420401";
const messageId = "dvpwVQI0W7Pe187dc203154";
const signature = "a3cec455a9462fc524b02eeac7a26af743d512763271ab170f957aeafd6a636e";
const url = "https://www.mywebsite.com/webhooktest?id=1234";
const body =
  '{"itemId":"2856MUMPA187DC203130","timestamp":"2023-05-02T04:01:00-07:00","item":{"credit":{"amount":"0","currency":"USD"},"acceptSmsReminders":true,"numBookings":0,"numCancelations":0,"numNoShows":0,"member":false,"id":"2856MUMPA187DC203130","firstName":"John","lastName":"Smith","streetAddress":{"countryCode":"US"},"creationTime":"2023-05-02T04:01:00-07:00","gender":"unknown"}}';
const headers = {
  "X-Bookeo-Timestamp": timestamp,
  "X-Bookeo-MessageId": messageId,
  "X-Bookeo-Signature": signature,
};
const now = Number(timestamp);
const published: VerifyWebhookOptions = { secretKey, url, headers, body, now };

/** A webhook that is signed as it should be. */
function signed(content: string | Uint8Array, more: Record<string, string> = {}): VerifyWebhookOptions {
  const hmac = createHmac("sha256", secretKey)
    .update(timestamp + messageId + url)
    .update(content);
  return {
    ...published,
    body: content,
    headers: { ...headers, ...more, "X-Bookeo-Signature": hmac.digest("hex") },
  };
}

describe("the vendor's published example", () => {
  test("is believed, and gives its event", async () => {
    const event = await verifyBookeoWebhook(published);
    expect(event).toEqual({ ...JSON.parse(body), messageId, previousMessageLost: false });
    expect(event.item).toMatchObject({ firstName: "John", gender: "unknown" });
  });

  test.each<[string, VerifyWebhookOptions["headers"]]>([
    ["Headers", new Headers(headers)],
    [
      "the headers of node:http",
      Object.fromEntries(Object.entries(headers).map(([k, v]) => [k.toLowerCase(), v])),
    ],
    ["lists of values", Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, [v, "second"]]))],
  ])("is believed with its headers as %s", async (_name, given) => {
    expect((await verifyBookeoWebhook({ ...published, headers: given })).messageId).toBe(messageId);
  });

  test.each<[string, Uint8Array]>([
    ["bytes", new TextEncoder().encode(body)],
    ["a Buffer", Buffer.from(body)],
    ["a part of larger bytes", new TextEncoder().encode(`xx${body}yy`).subarray(2, -2)],
  ])("is believed with its body as %s", async (_name, bytes) => {
    expect((await verifyBookeoWebhook({ ...published, body: bytes })).itemId).toBe("2856MUMPA187DC203130");
  });

  test.each([-120_000, 0, 120_000])("is believed when the clocks are %i ms apart", async (apart) => {
    expect((await verifyBookeoWebhook({ ...published, now: now + apart })).messageId).toBe(messageId);
  });
});

describe("a webhook is not believed", () => {
  const change = (name: string, value: string | undefined) => ({ headers: { ...headers, [name]: value } });
  const cases: [name: string, changed: Partial<VerifyWebhookOptions>, reason: string][] = [
    ["with another timestamp", change("X-Bookeo-Timestamp", "1683025420402"), "wrong-signature"],
    ["with another message id", change("X-Bookeo-MessageId", `${messageId}5`), "wrong-signature"],
    ["at another URL", { url: url.replace("1234", "1235") }, "wrong-signature"],
    ["at a URL without its query", { url: "https://www.mywebsite.com/webhooktest" }, "wrong-signature"],
    ["with another body", { body: body.replace("John", "Jane") }, "wrong-signature"],
    ["with a body that was parsed and printed again", { body: `${body} ` }, "wrong-signature"],
    ["with an empty body", { body: "" }, "wrong-signature"],
    ["with another key", { secretKey: secretKey.replace("i", "j") }, "wrong-signature"],
    ["with another signature", change("X-Bookeo-Signature", signature.replace("a", "b")), "wrong-signature"],
    [
      "with a signature in capitals",
      change("X-Bookeo-Signature", signature.toUpperCase()),
      "wrong-signature",
    ],
    ["with a signature cut short", change("X-Bookeo-Signature", signature.slice(0, 62)), "wrong-signature"],
    ["with a signature that goes on", change("X-Bookeo-Signature", `${signature}00`), "wrong-signature"],
    ["with a signature and a line break", change("X-Bookeo-Signature", `${signature}\n`), "wrong-signature"],
    [
      "with a signature that is not hexadecimal",
      change("X-Bookeo-Signature", "z".repeat(64)),
      "wrong-signature",
    ],
    ["more than 120 seconds late", { now: now + 120_001 }, "too-old"],
    ["more than 120 seconds early", { now: now - 120_001 }, "too-old"],
    ["without a timestamp", change("X-Bookeo-Timestamp", undefined), "missing-header"],
    ["without a message id", change("X-Bookeo-MessageId", undefined), "missing-header"],
    ["without a signature", change("X-Bookeo-Signature", undefined), "missing-header"],
    ["with an empty signature", change("X-Bookeo-Signature", ""), "missing-header"],
    ["without headers", { headers: new Headers() }, "missing-header"],
    ["by the clock of today", { now: undefined }, "too-old"],
  ];
  test.each(cases)("%s", async (_name, changed, reason) => {
    const error = await rejection(verifyBookeoWebhook({ ...published, ...changed }));
    expect(error).toBeInstanceOf(WebhookError);
    expect(error).toMatchObject({ name: "WebhookError", kind: "webhook", reason });
    expect(error.message).not.toContain(secretKey);
    expect(error.message).not.toContain("John");
  });

  test("where timestamp and message id are shifted against each other, though the signed text is the same", async () => {
    const shifted = {
      ...headers,
      "X-Bookeo-Timestamp": timestamp.slice(0, -1),
      "X-Bookeo-MessageId": timestamp.slice(-1) + messageId,
    };
    const error = await rejection(verifyBookeoWebhook({ ...published, headers: shifted }));
    expect(error.reason).toBe("too-old");
  });

  test.each<[string, string | Uint8Array]>([
    ["no JSON", "itemId=1"],
    ["no object", "[]"],
    ["null", "null"],
    ["an object without an item's id", '{"item":{}}'],
    ["no UTF-8", Buffer.from('{"itemId":"\xff"}', "latin1")],
  ])("though it is signed, where its body is %s", async (_name, content) => {
    const error = await rejection(verifyBookeoWebhook(signed(content)));
    expect(error).toMatchObject({ kind: "webhook", reason: "malformed-body" });
  });

  test.each(["", undefined])("without a key to verify it with: %j", async (missing) => {
    const options = { ...published, secretKey: missing as string };
    const error = await rejection(verifyBookeoWebhook(options));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.message).toMatch(/^secretKey is missing/);
  });
});

describe("the event", () => {
  test.each([
    ["true", true],
    ["TRUE", true],
    ["1", true],
    ["false", false],
    ["", false],
  ])("says whether an earlier one was lost: %j", async (value, expected) => {
    const event = await verifyBookeoWebhook(signed(body, { "X-Bookeo-PreviousMessageLost": value }));
    expect(event.previousMessageLost).toBe(expected);
  });

  test("takes its message id from the signed header, whatever the body says", async () => {
    const event = await verifyBookeoWebhook(signed('{"itemId":"1","messageId":"forged","item":{}}'));
    expect(event.messageId).toBe(messageId);
  });

  test("keeps letters that are not ASCII", async () => {
    const event = await verifyBookeoWebhook<Booking>(signed('{"itemId":"1","item":{"title":"Größe ✓"}}'));
    expect(event.item.title).toBe("Größe ✓");
  });
});

describe("a webhook whose body is not the raw one is a mistake of the caller's", () => {
  const bytes = new TextEncoder().encode(body);
  const request = () => new Request(url, { method: "POST", body, headers });

  test.each([
    ["an ArrayBuffer", () => bytes.slice().buffer],
    ["a DataView", () => new DataView(bytes.slice().buffer)],
    ["a Uint8Array within a larger buffer", () => new Uint8Array([1, ...bytes, 2]).subarray(1, -1)],
    ["a Blob", () => new Blob([bytes])],
    ["a stream", () => new Blob([bytes]).stream()],
    ["a Request", request],
  ] as [string, () => VerifyWebhookOptions["body"]][])("%s is verified", async (_name, raw) => {
    const event = await verifyBookeoWebhook({ secretKey, url, headers, body: raw(), now: Number(timestamp) });
    expect(event.itemId).toBe("2856MUMPA187DC203130");
  });

  test("a Request brings its headers along", async () => {
    const event = await verifyBookeoWebhook({ secretKey, url, body: request(), now: Number(timestamp) });
    expect(event.messageId).toBe(messageId);
  });

  test.each([
    ["a parsed object", { body: JSON.parse(body) }, "body", /pass the raw body/],
    ["undefined", { body: undefined }, "body", /pass the raw body/],
    ["null", { body: null }, "body", /pass the raw body/],
    ["a number", { body: 7 }, "body", /pass the raw body/],
    ["no url", { url: undefined }, "url", /registered with Bookeo/],
    ["no headers", { headers: undefined }, "headers", /headers is missing/],
  ])("%s is a ConfigurationError that says what to pass", async (_name, changed, option, message) => {
    const options = {
      secretKey,
      url,
      headers,
      body,
      now: Number(timestamp),
      ...changed,
    } as VerifyWebhookOptions;
    const error = await verifyBookeoWebhook(options).catch((thrown) => thrown);
    expect(error).toMatchObject({ name: "ConfigurationError", option });
    expect(error.message).toMatch(message);
  });

  test("a Request that was read already is a ConfigurationError", async () => {
    const read = request();
    await read.text();
    await expect(verifyBookeoWebhook({ secretKey, url, body: read })).rejects.toThrow(/read already/);
  });
});
