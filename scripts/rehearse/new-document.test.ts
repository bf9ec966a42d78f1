import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { parse } from "yaml";
import { keepReleased } from "../src/release.ts";
import { bookingsPage, edit, emptyTree, put, root } from "../test/tree.ts";
import { build, copyRepository, runIn } from "../test/update/copy.ts";
import { keepCorrections, read, succeeds, update } from "./support.ts";
import { bookeosOwn, magiclinesOwn, vendorsOwnDocument } from "./vendors-own-document.ts";

/** From a crawl, or one page, to what the vendor publishes. */
vi.setConfig({ testTimeout: 900_000 });

/** Builds the packages of a copy, and runs every test of it. */
async function passesAllTests(tree: string): Promise<void> {
  await succeeds(build(tree));
  await succeeds(runIn(tree, "node_modules/vitest/vitest.mjs", ["run", "--reporter=default"]));
}

const nouns = [
  "customers",
  "employees",
  "studios",
  "contracts",
  "memberships",
  "trials",
  "devices",
  "lockers",
  "invoices",
  "products",
  "trainers",
  "rooms",
  "vouchers",
];

/** A listing, a page on one of them and one that creates, as the vendor's pages are written. */
function pagesOf(name: string): string[] {
  const page = (title: string, endpoint: string, sections: string) =>
    `# ${title}\n\nRequired Scopes:\n\n${title}, as the studio has them.\n\nEndpoint: ${endpoint}\nVersion: 1.11.0\nSecurity: ApiKeyAuth\n\n${sections}`;
  const field = (field: string, type: string, text: string) => `  - \`${field}\` (${type})\n    ${text}\n\n`;
  const one =
    field("id", "integer, required", "Its ID") +
    field("name", "string, required", "Its name") +
    field("note", "string", "What the staff noted");
  const error = `## Response 404 fields (application/json):\n\n${field("errorMessage", "string, required", "Resolved message")}`;
  return [
    page(
      `Get all ${name}`,
      `GET /v1/${name}`,
      `## Query parameters:\n\n${field("sliceSize", "integer", "How many at most")}## Response 200 fields (application/json):\n\n${one}`,
    ),
    page(
      `Get one of the ${name}`,
      `GET /v1/${name}/{id}`,
      `## Path parameters:\n\n${field("id", "integer, required", "Its ID")}## Response 200 fields (application/json):\n\n${one}${error}`,
    ),
    page(
      `Create one of the ${name}`,
      `POST /v1/${name}`,
      `## Request fields (application/json):\n\n${field("name", "string, required", "Its name")}## Response 200 fields (application/json):\n\n${one}`,
    ),
  ];
}

test("from Bookeo's crawl to an OpenAPI 3 document of 50 operations", async () => {
  const tree = copyRepository();
  keepReleased(tree);
  const next = join(
    emptyTree({ "next.json": vendorsOwnDocument(read(root, "specs/bookeo/openapi.yaml"), bookeosOwn) }),
    "next.json",
  );
  const first = await update(tree, "bookeo", "--from", next, "--fix");
  expect(first.exitCode, first.stdout).toBe(1);
  keepCorrections(tree, "bookeo", first.stdout);
  const story = await succeeds(update(tree, "bookeo", "--from", next, "--fix"));
  expect(story).toMatch(/^# Bookeo API: 28 operations added/);
  expect(story.split("\n").length, story).toBeLessThan(400);
  expect(
    Object.keys((parse(read(tree, "specs/bookeo/openapi.yaml")) as { paths: object }).paths),
  ).toHaveLength(26);
  await passesAllTests(tree);
});

test("from one page of the classes API to a folder of 40", async () => {
  const tree = copyRepository();
  keepReleased(tree);
  const pages = emptyTree({ "classes/bookings.md": bookingsPage.text });
  for (const name of nouns)
    for (const [index, page] of pagesOf(name).entries()) put(pages, `${name}/${index}.md`, page);
  const story = await succeeds(update(tree, "classes", "--from", pages));
  expect(story).toMatch(/^# .*: 39 operations added$/m);
  expect(story).not.toContain("### Breaking");
  await passesAllTests(tree);
});

test("from the classes API's page to an OpenAPI document", async () => {
  const tree = copyRepository();
  keepReleased(tree);
  const document = vendorsOwnDocument(read(root, "specs/classes/openapi.yaml"), magiclinesOwn);
  const next = join(emptyTree({ "next.json": document }), "next.json");
  const first = await update(tree, "classes", "--from", next, "--fix");
  expect(first.exitCode, first.stdout).toBe(1);
  keepCorrections(tree, "classes", first.stdout);
  const story = await succeeds(update(tree, "classes", "--from", next, "--fix"));
  expect(story).toMatch(/^# .*: 28 operations added$/m);
  expect(story).not.toContain("### Breaking");
  // The vendor's name of the key, which the client names once.
  expect(story).toMatch(
    /^- packages\/classes-client\/src\/client\.ts:\d+:\d+: Property 'ApiKeyAuth' does not exist/m,
  );
  edit(tree, "packages/classes-client/src/client.ts", (text) => text.replace(".ApiKeyAuth", ".API_KEY"));
  await passesAllTests(tree);
});
