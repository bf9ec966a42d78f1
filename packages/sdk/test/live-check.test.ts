import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { aBooking, aCustomer, aLinkedPerson, aSlot } from "../src/bookeo/testing.ts";
import { writeReport } from "../src/live-check/report.ts";
import { type Handler, keys, type Received, reply, serve, unusedUrl } from "./support.ts";

const program = fileURLToPath(new URL("../bin/booking-apis.js", import.meta.url));
const person = "Ada-Lovelace";

/** Runs the command as a user does, against a server. */
async function run(baseUrl: string | undefined, args: string[], env: Record<string, string> = {}) {
  const at = baseUrl === undefined ? [] : ["--base-url", baseUrl];
  const { PATH } = process.env;
  const variables = { PATH, BOOKEO_API_KEY: keys.apiKey, BOOKEO_SECRET_KEY: keys.secretKey, ...env };
  const execute = promisify(execFile)(process.execPath, [program, ...args, ...at], { env: variables });
  return execute.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) =>
      ({ code, stdout, stderr }) as { code: number; stdout: string; stderr: string },
  );
}

const page = (...data: object[]) => ({
  data,
  info: { totalItems: data.length, totalPages: 1, currentPage: 1 },
});

/** A Bookeo that is as the document says. */
const healthy = ({ path }: Received): object | undefined => {
  if (path === "/bookings" || /^\/customers\/[^/]+\/bookings$/.test(path))
    return page(aBooking({ bookingNumber: "b-1" }));
  if (path === "/customers") return page(aCustomer({ id: "c-1", firstName: person }));
  if (/linkedpeople$/.test(path)) return page(aLinkedPerson({ id: "p-1" }));
  if (/linkedpeople\/p-1$/.test(path)) return aLinkedPerson({ id: "p-1" });
  if (/payments$/.test(path)) return page();
  if (path === "/availability/slots") return page(aSlot());
  if (/customer$|^\/customers\/c-1$/.test(path)) return aCustomer({ id: "c-1" });
  if (path === "/bookings/b-1") return aBooking({ bookingNumber: "b-1" });
  return undefined;
};

const serveHealthy: Handler = (request, response) => {
  const body = healthy(request);
  // The check of the keys is not served, nor is an operation that only a later document has.
  if (body === undefined) reply(response, 404, { message: "There is nothing." });
  else reply(response, 200, body);
};

describe("booking-apis check", () => {
  test("reports that every response fits, after calls that change nothing, each operation with ids of the listings", async () => {
    const { baseUrl, requests } = await serve(serveHealthy);
    const { code, stdout } = await run(baseUrl, ["check", "bookeo"]);
    expect(stdout).toMatch(
      /\n\d+ of \d+ read-only operations returned a success\. Everything fits in \d+ responses\.\n/,
    );
    expect(code).toBe(0);
    expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(["GET"]));
    expect(requests.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        "/settings/apikeyinfo",
        "/bookings",
        "/bookings/b-1",
        "/bookings/b-1/customer",
        "/bookings/b-1/payments",
        "/customers",
        "/customers/c-1",
        "/customers/c-1/bookings",
        "/customers/c-1/linkedpeople",
        "/customers/c-1/linkedpeople/p-1",
        "/availability/slots",
      ]),
    );
    // The password of a customer would be needed.
    expect(requests.some(({ path }) => path.endsWith("/authenticate"))).toBe(false);
    expect(stdout).toMatch(
      /authenticate` \| none \| not called: it needs a value for password \(--parameter password=…\) \|/,
    );
  });

  test("reports what differs, with actions for the overlay, and nothing of a customer", async () => {
    const { baseUrl } = await serve((request, response) => {
      const body = healthy(request) ?? {};
      const differ = (object: object) => ({ ...object, title: null, loyaltyTier: person, [person]: person });
      if (request.path === "/bookings/b-1") reply(response, 200, differ(body));
      else if (request.path === "/customers/c-1") reply(response, 418, { message: person });
      else serveHealthy(request, response);
    });
    const folder = mkdtempSync(join(tmpdir(), "live-check-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "actions.yaml");
    const { code, stdout, stderr } = await run(baseUrl, ["check", "bookeo", "--overlay", file]);
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout).toContain("| `GET /bookings/{bookingNumber}` | 200 | `/title` | string | null | 1 |");
    expect(stdout).toContain(
      "| `GET /bookings/{bookingNumber}` | 200 | `/loyaltyTier` | no such field | string | 1 |",
    );
    const actions = readFileSync(file, "utf8");
    expect(actions).toContain('target: "$.components.schemas.Booking.properties.title"');
    expect(actions).toContain("live response of");
    for (const secret of [person, "b-1", "c-1", ...Object.values(keys)])
      expect(stdout + actions).not.toContain(secret);
  });

  test.each([404, 503])(
    "compares nothing and proposes nothing where every call fails with %s",
    async (status) => {
      const { baseUrl } = await serve((_, response) => reply(response, status, { other: "server" }));
      const { code, stdout } = await run(baseUrl, ["check", "bookeo"]);
      // The listings; no other operation has an id.
      const came = stdout.match(/\(\d+ × \d+\)/)?.[0];
      expect(stdout).toContain(
        `\nNo call succeeded ${came}, so nothing could be compared. Check the base URL and what the keys may read.\n`,
      );
      expect(stdout).toContain(`| \`GET /bookings\` | 1 × ${status} | no success |`);
      expect(stdout).toContain(
        "not called: no listing returned an id for its path (--parameter bookingNumber=…) |",
      );
      expect(stdout).not.toMatch(/fit|mismatch|Overlay actions/);
      expect(code).toBe(2);
    },
  );

  test("makes no more requests than it may, also where all fail", async () => {
    const { baseUrl, requests } = await serve((_, response) => reply(response, 503, {}));
    await run(baseUrl, ["check", "bookeo", "--calls", "5"]);
    // The first one is the check of the keys.
    expect(requests.length).toBeLessThanOrEqual(6);
  });

  test("calls nothing if its overlay actions could not be written", async () => {
    const { baseUrl, requests } = await serve(serveHealthy);
    const { code, stderr } = await run(baseUrl, ["check", "bookeo", "--overlay", "/nowhere/actions.yaml"]);
    expect([code, requests]).toEqual([2, []]);
    expect(stderr).toContain("/nowhere/actions.yaml");
  });

  test("makes no more calls than it may", async () => {
    const { baseUrl, requests } = await serve(serveHealthy);
    const { stdout } = await run(baseUrl, ["check", "bookeo", "--calls", "2"]);
    // The keys are checked first.
    expect(requests).toHaveLength(3);
    expect(stdout).toContain("not called: all 2 calls were made before");
  });

  test("calls nothing more once a key is not accepted, and names the option", async () => {
    const { baseUrl, requests } = await serve((_, response) =>
      reply(response, 403, { message: "Bad secret key" }),
    );
    const { code, stdout, stderr } = await run(baseUrl, ["check", "bookeo"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("Correct secretKey (BOOKEO_SECRET_KEY).");
    expect(requests).toHaveLength(1);
  });

  test("says what is missing where an operation needs a value, and takes it", async () => {
    // A later document may have more operations, which this server does not.
    const isBooking = ({ path }: Received) => path === "/v1/classes/booking";
    const { baseUrl, requests } = await serve((request, response) =>
      request.method === "HEAD" ? void response.end() : reply(response, isBooking(request) ? 200 : 404, {}),
    );
    const env = { CLASSES_API_KEY: "key-1" };
    const without = await run(baseUrl, ["check", "classes"], env);
    expect(without.stdout).toContain(
      "not called: it needs a value for customerId (--parameter customerId=…) |",
    );
    expect(without.code).toBe(2);
    const { code, stdout } = await run(
      baseUrl,
      ["check", "classes", "--parameter", "customerId=1234567", "--parameter", "Accept-Language=de"],
      env,
    );
    const sent = requests.filter((request) => request.method === "GET" && isBooking(request));
    expect(sent.map(({ url, headers }) => [url, headers["accept-language"]])).toEqual([
      ["/v2/v1/classes/booking?customerId=1234567", "de"],
    ]);
    expect(stdout).toContain("| 200 | the response | array | object | 1 |");
    expect(stdout).not.toContain("1234567");
    expect(code).toBe(1);
  });

  test("says that nothing was checked where no operation could be called, and what to add", () => {
    const none = { statuses: new Map(), mismatches: new Map(), errors: new Map() };
    const needy = { ...none, key: "GET /a", notCalled: "it needs a value for b and c", missing: ["b", "c"] };
    const { text, overlay, exitCode } = writeReport("boats", [needy], "2026-12-01");
    expect(text).toContain(
      "\nNothing was checked. GET /a needs a value for b and c: add --parameter b=… --parameter c=…\n",
    );
    expect([overlay, exitCode]).toEqual(["", 2]);
    expect(writeReport("boats", [], "2026-12-01").text).toContain("the document has no read-only operation.");
  });

  test("reports a response that is cut off, and goes on", async () => {
    const { baseUrl } = await serve((request, response) => {
      if (request.path !== "/customers") return serveHealthy(request, response);
      response.writeHead(200, { "content-type": "application/json" }).end('{"data": [');
    });
    const { code, stdout } = await run(baseUrl, ["check", "bookeo"]);
    expect(stdout).toContain("## No usable response");
    expect(stdout).toContain("and a body that is not JSON or was cut off.");
    expect(stdout).toContain("`GET /bookings/{bookingNumber}` | 1 × 200 | fits");
    expect(code).toBe(1);
  });

  test.each([
    [["check", "tours"], "Expected one of bookeo, classes, found tours."],
    [["chek", "bookeo"], 'Unknown command "chek". The only command is check.'],
    [[], "There is no command. The only command is check."],
    [["check", "bookeo", "classes"], "Name one API at a time."],
    [["check", "bookeo", "--calls", "many"], "--calls must be a whole number above 0."],
    [["check", "bookeo", "--parameter", "x"], "--parameter must be written as name=value."],
    [
      ["check", "bookeo", "--parameter", "bokingNumber=3"],
      "No operation has a parameter bokingNumber. Known: ",
    ],
    [["check", "bookeo", "--base-ur", "x"], "There is no option --base-ur. Known: --parameter, --calls,"],
    [["check", "bookeo", "--constructor"], "There is no option --constructor."],
    [["check", "bookeo", "--calls", "--items"], "--calls needs a value."],
    [["check", "bookeo", "--help=no"], "--help takes no value."],
    [
      ["check", "bookeo", "--base-url", "127.0.0.1:4010"],
      "--base-url is not an absolute URL: begin it with https:// (or http:// on this machine).",
    ],
    [
      ["check", "bookeo", "--base-url", "http://example.com"],
      "--base-url is plain http, so others could read the keys: begin it with https:// (or http:// on this machine).",
    ],
    [
      ["check", "classes", "--base-url", "https://{tenant}.example.com"],
      "--base-url has a {variable} that is not",
    ],
  ])("rejects %j with what is wrong, and how it is used", async (args, message) => {
    const { code, stdout, stderr } = await run(undefined, args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr.startsWith(message)).toBe(true);
    expect(stderr).toContain("Usage: npx @booking-apis/sdk check");
  });

  test("says which variable to set where a key is missing, and that a server is not there", async () => {
    const missing = await run(undefined, ["check", "bookeo"], { BOOKEO_API_KEY: "" });
    expect([missing.code, missing.stdout]).toEqual([2, ""]);
    expect(missing.stderr).toContain("BOOKEO_API_KEY");
    const environment = { CLASSES_API_KEY: "key-1" };
    const nowhere = await run(undefined, ["check", "classes"], environment);
    expect([nowhere.code, nowhere.stderr]).toEqual([
      2,
      "The base URL is missing: pass --base-url, or set the environment variable that --help names.\n",
    ]);
    const plain = await run(undefined, ["check", "classes"], {
      ...environment,
      CLASSES_BASE_URL: "http://example.com",
    });
    expect([plain.code, plain.stderr.split(":")[0]]).toEqual([
      2,
      "CLASSES_BASE_URL is plain http, so others could read the keys",
    ]);
    const dead = await run(await unusedUrl(), ["check", "bookeo"]);
    expect(dead.code).toBe(2);
    expect(dead.stderr).toContain("got no response (ECONNREFUSED)");
  });
});
