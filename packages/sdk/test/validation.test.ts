import { describe, expect, onTestFinished, test, vi } from "vitest";
import { aBooking, aCustomer } from "../src/bookeo/testing.ts";
import { type Mismatch, reportMismatches } from "../src/bookeo/validation.ts";
import { createClasses } from "../src/classes/index.ts";
import { reportMismatches as reportOfClasses } from "../src/classes/validation.ts";
import { findMismatches } from "../src/validation/mismatch.ts";
import { input, keys, printed, reply, serve, startBookeo } from "./support.ts";

/** An SDK on a server that responds with this, and what its validator reports. */
async function start(status: number, body: unknown) {
  const mismatches: Mismatch[] = [];
  const { bookeo } = await startBookeo((_, response) => reply(response, status, body), {
    validate: reportMismatches((mismatch) => mismatches.push(mismatch)),
    maxRetries: 0,
  });
  return { bookeo, mismatches };
}

const short = ({ pointer, problem, expected, found, count, documented }: Mismatch) => [
  pointer,
  problem,
  expected,
  found,
  count,
  documented,
];

describe("a response that is as the document says", () => {
  test.each([
    ["with every documented field", aBooking()],
    ["with an optional field left out", aBooking({ customer: undefined })],
  ])("reports nothing: %s", async (_, booking) => {
    const { bookeo, mismatches } = await start(200, booking);
    expect(await bookeo.bookings.get("1")).toMatchObject({ bookingNumber: booking.bookingNumber });
    expect(mismatches).toEqual([]);
  });

  test("reports nothing of an error response, nor of a 204", async () => {
    const failing = await start(404, { message: "There is no such booking.", errorId: "e-1" });
    await failing.bookeo.bookings.get("1").result();
    const empty = await start(204, undefined);
    await empty.bookeo.bookings.cancel("1");
    expect([...failing.mismatches, ...empty.mismatches]).toEqual([]);
  });
});

describe("a response that differs from the document", () => {
  test("is returned as it is, and reported with its place in the body and in the document", async () => {
    const { bookeo, mismatches } = await start(200, {
      ...aBooking(),
      title: 7,
      creationTime: "yesterday",
      loyaltyTier: "gold",
      participants: { numbers: [{ peopleCategoryId: "Cadults", number: "two" }] },
    });
    const booking = await bookeo.bookings.get("1");
    expect(booking).toMatchObject({ title: 7, loyaltyTier: "gold" });
    const schemas = "/components/schemas";
    expect(mismatches.map(short)).toEqual(
      expect.arrayContaining([
        ["/title", "type", "string", "integer", 1, `${schemas}/Booking/properties/title`],
        ["/creationTime", "format", "date-time", "string", 1, `${schemas}/Booking/properties/creationTime`],
        ["/loyaltyTier", "undocumented", "no such field", "string", 1, `${schemas}/Booking`],
        [
          "/participants/numbers/0/number",
          "type",
          "integer",
          "string",
          1,
          `${schemas}/PeopleNumber/properties/number`,
        ],
      ]),
    );
    expect(mismatches[0]).toMatchObject({ method: "GET", path: "/bookings/{bookingNumber}", status: 200 });
  });

  test("counts alike places of one list together", async () => {
    const { bookeo, mismatches } = await start(200, {
      data: [1, 2, 3].map((number) => ({ ...aCustomer(), id: `c${number}`, firstName: null })),
      info: { totalItems: 3, totalPages: 1, currentPage: 1 },
    });
    await bookeo.customers.list().toArray();
    expect(mismatches.map(short)).toEqual([
      ["/data/0/firstName", "type", "string", "null", 3, "/components/schemas/Customer/properties/firstName"],
    ]);
  });

  test("is reported where a required field is missing", async () => {
    const { bookingNumber: _, ...rest } = aBooking();
    const { bookeo, mismatches } = await start(200, rest);
    await bookeo.bookings.get("1");
    expect(mismatches.map(short)).toEqual([
      ["/bookingNumber", "missing", "string", "nothing", 1, "/components/schemas/Booking"],
    ]);
  });

  test("is reported where an error response is not the documented object, or not JSON", async () => {
    const { bookeo, mismatches } = await start(500, ["internal"]);
    await bookeo.bookings.get("1").result();
    const html = await startBookeo(
      (_, response) =>
        void response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>"),
      { validate: reportMismatches((mismatch) => mismatches.push(mismatch)), maxRetries: 0 },
    );
    await html.bookeo.bookings.get("1").result();
    expect(mismatches.map(({ status, expected, found }) => [status, expected, found])).toEqual([
      [500, "object", "array"],
      [502, "object", "string"],
    ]);
  });

  test("is reported where the status is not documented", async () => {
    const mismatches: Mismatch[] = [];
    const { baseUrl } = await serve((_, response) => reply(response, 418, { errorMessage: "A teapot." }));
    const classes = createClasses({
      baseUrl,
      apiKey: "key",
      validate: reportOfClasses((mismatch) => mismatches.push(mismatch)),
    });
    await classes.bookings.listByCustomer({ customerId: 1 }).result();
    expect(mismatches).toMatchObject([{ problem: "undocumented", status: 418, found: "status 418" }]);
  });

  test("is reported where a success has another status than documented, and is not taken for an error", async () => {
    const { bookeo, mismatches } = await start(200, aBooking());
    await bookeo.bookings.create(input).result();
    expect(mismatches.map(({ problem, found }) => [problem, found])).toEqual([
      ["undocumented", "status 200"],
    ]);
  });

  test("is reported where a success has a body that the document does not know", async () => {
    const { bookeo, mismatches } = await start(200, aCustomer());
    expect(await bookeo.customers.replace("1", { firstName: "Zoë" })).toBeUndefined();
    expect(mismatches.map(({ pointer, problem, found }) => [pointer, problem, found])).toEqual([
      ["", "undocumented", "object"],
    ]);
  });

  test("is reported through the client beneath, and through one with other options", async () => {
    const { bookeo, mismatches } = await start(200, { ...aBooking(), title: 7 });
    await bookeo.client.GET("/bookings/{bookingNumber}", { params: { path: { bookingNumber: "1" } } });
    await bookeo.withOptions({ apiKey: "KEYOFANOTHERACC" }).bookings.get("1");
    expect(mismatches.map(({ pointer }) => pointer)).toEqual(["/title", "/title"]);
  });

  test("is reported although a middleware reads the body", async () => {
    const { bookeo, mismatches } = await start(200, { ...aBooking(), title: 7 });
    bookeo.client.use({ onResponse: async ({ response }) => void (await response.clone().json()) });
    await bookeo.bookings.get("1");
    expect(mismatches.map(({ pointer }) => pointer)).toEqual(["/title"]);
  });
});

describe("what is reported", () => {
  test("holds no value of the response, and no key that might be one", async () => {
    const secret = "Ada-Lovelace";
    const { bookeo, mismatches } = await start(200, {
      ...aBooking(),
      title: [secret],
      creationTime: secret,
      [`id-${secret}`]: secret,
      "ada@example.org": 1,
      "2856A": 1,
      status: { [secret]: secret },
    });
    await bookeo.bookings.get(secret);
    expect(mismatches.length).toBeGreaterThan(3);
    const text = printed(mismatches);
    for (const part of [secret, "ada@", "2856A", ...Object.values(keys)]) expect(text).not.toContain(part);
    expect(mismatches.map(({ pointer }) => pointer)).toContain("/*");
  });

  test("cannot fail or change a call, whatever the hook throws, now or later, and goes on after it", async () => {
    const seen: string[] = [];
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    onTestFinished(() => void process.off("unhandledRejection", unhandled));
    const failing = await startBookeo(
      (_, response) => reply(response, 200, { ...aBooking(), title: 7, creationTime: 7 }),
      {
        validate: reportMismatches(async ({ pointer }) => {
          seen.push(pointer);
          throw new Error("a hook that fails later");
        }),
      },
    );
    await failing.bookeo.bookings.get("1");
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).not.toHaveBeenCalled();
    expect(seen.toSorted()).toEqual(["/creationTime", "/title"]);

    const { bookeo } = await startBookeo((_, response) => reply(response, 200, { ...aBooking(), title: 7 }), {
      validate: reportMismatches(() => {
        throw new Error("a hook that fails");
      }),
    });
    expect(await bookeo.bookings.get("1")).toMatchObject({ title: 7 });
  });
});

describe("schemas of every shape", () => {
  const compare = (schema: object, body: unknown) =>
    findMismatches(
      {
        paths: {
          "/a": { get: { responses: { default: { content: { "application/json": { schema } } } } } },
        },
        references: {
          "#/components/schemas/Node": {
            type: "object",
            properties: { next: { $ref: "#/components/schemas/Node" } },
          },
          "#/components/schemas/Twice": {
            anyOf: [1, 2].map((minimum) => ({
              type: "object",
              minimum,
              properties: { next: { $ref: "#/components/schemas/Twice" } },
            })),
          },
          "#/components/schemas/Itself": {
            allOf: [{ $ref: "#/components/schemas/Itself" }, { type: "string" }],
          },
        },
      },
      { method: "GET", path: "/a", status: 200, body },
    ).map(({ pointer, problem, found }) => `${pointer} ${problem} ${found}`);

  test.each([
    [
      "a map of strings",
      { type: "object", additionalProperties: { type: "string" } },
      { Ada: 1 },
      ["/* type integer"],
    ],
    [
      "the parts of an allOf know one another's fields",
      { allOf: [{ properties: { a: { type: "string" } } }, { properties: { b: { type: "string" } } }] },
      { a: "1", b: 2, c: 3 },
      ["/b type integer", "/c undocumented integer"],
    ],
    ["one alternative fits", { oneOf: [{ type: "string" }, { type: "null" }] }, null, []],
    ["no alternative fits", { anyOf: [{ type: "string" }, { type: "null" }] }, 1, [" type integer"]],
    ["an integer is a number", { type: "number" }, 1, []],
    ["a fraction is not an integer", { type: "integer" }, 1.5, [" type number"]],
    ["a value that is not listed", { enum: ["a", "b"] }, "c", [" value string"]],
    ["a constant", { const: "a" }, "b", [" value string"]],
    ["a list of types", { type: ["string", "null"] }, null, []],
    ["an open schema", {}, { anything: [1] }, []],
    [
      "a schema that refers to itself",
      { $ref: "#/components/schemas/Node" },
      { next: { next: { next: 5 } } },
      ["/next/next/next type integer"],
    ],
    ["a schema that is a part of itself", { $ref: "#/components/schemas/Itself" }, 5, [" type integer"]],
    [
      "a field named as a member of Object",
      { properties: { a: {} } },
      { constructor: 1 },
      ["/constructor undocumented integer"],
    ],
  ])("%s", (_, schema, body, expected) => {
    expect(compare(schema, body)).toEqual(expected);
  });

  test("a body with more faults than fit on the stack is reported, and alternatives within alternatives take no time without end", () => {
    const many = { type: "array", items: { type: "string" } };
    expect(compare(many, Array(300_000).fill(1))).toEqual(["/0 type integer"]);
    const twice = { $ref: "#/components/schemas/Twice" };
    let body: object = {};
    for (let level = 0; level < 60; level++) body = { next: body };
    expect(compare(twice, body)).toEqual([]);
  });

  test("a body that nests a hundred thousand levels deep is compared without an error", () => {
    let body: object = { next: 5 };
    for (let level = 0; level < 100_000; level++) body = { next: body };
    expect(compare({ $ref: "#/components/schemas/Node" }, body)).toEqual([]);
  });
});
