import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { readApi } from "../../src/apis.ts";
import { checkCorrected, correct } from "../../src/pipeline.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Runs `booking-apis check bookeo` against a server that responds with this, and gives the overlay actions that it prints. */
async function actionsFor(respond: (path: string) => [status: number, body: unknown]): Promise<string> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://localhost");
    const [status, body] = respond(pathname);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [`${root}packages/sdk/bin/booking-apis.js`, "check", "bookeo", "--base-url", `http://127.0.0.1:${port}`],
    {
      env: {
        PATH: process.env.PATH,
        BOOKEO_API_KEY: "key-of-a-test-1",
        BOOKEO_SECRET_KEY: "secret-of-a-test",
      },
    },
  ).catch((error: { stdout: string }) => error);
  return /```yaml\n(.*?)```/s.exec(stdout)?.[1] ?? "";
}

test("the actions that a check of live responses prints correct the document when they are pasted", async () => {
  const actions = await actionsFor((path) => {
    if (path === "/customers")
      return [
        200,
        {
          data: [
            { id: 7, firstName: null, creationTime: "2026-01-01 10:00", tags: ["vip"], numBookings: 1.5 },
            { id: 8, firstName: 5, loyalty: null, numBookings: 1 },
            { id: 9, firstName: true, loyalty: "gold" },
          ],
          info: { totalItems: 3, totalPages: 1, currentPage: 1 },
        },
      ];
    if (path === "/bookings") return [200, { data: [{ bookingNumber: "b-1" }], info: null }];
    return [404, {}];
  });
  const input = readApi(root, "bookeo");
  const overlay = input.overlay as { path: string; text: string };
  const indented = actions.replaceAll(/^(?=.)/gm, "  ");
  const corrected = correct({ ...input, overlay: { ...overlay, text: `${overlay.text}\n${indented}` } });
  await checkCorrected(corrected);
  const schemas = corrected.document.components?.schemas as unknown as Record<
    string,
    { properties: Record<string, object>; required?: string[] }
  >;
  const { Customer, Booking } = schemas;
  expect(Customer?.properties).toMatchObject({
    id: { type: ["string", "integer"] },
    firstName: { type: ["string", "null", "integer", "boolean"] },
    loyalty: { type: ["null", "string"] },
    tags: { type: "array", items: {} },
    numBookings: { type: "number" },
  });
  expect(Customer?.properties.creationTime).not.toHaveProperty("format");
  // Every field that the booking lacks is no longer required.
  expect(Booking?.required).toEqual(["bookingNumber"]);
});
