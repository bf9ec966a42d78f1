import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { beforeAll, describe, expect, test } from "vitest";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
// What a user installs: declarations alone, here kept in memory beside the sources.
const declarations = `${root}/declarations`;
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
};
const files = new Map<string, string>();
const setUp =
  'import { createBookeo } from "./bookeo/index.js";\nimport { createClasses } from "./classes/index.js";\nconst bookeo = createBookeo();\nconst classes = createClasses();\n';
const range = '{ startTime: "2026-07-01T00:00:00Z", endTime: "2026-07-08T00:00:00Z" }';
const calls = [
  'await bookeo.bookings.get("1", { expandCustomer: true });',
  `await bookeo.bookings.list(${range});`,
  `for await (const each of bookeo.bookings.list(${range})) each.title;`,
  `for await (const page of bookeo.bookings.list(${range}).pages({ prefetch: 4 })) page.info.totalPages;`,
  'await bookeo.bookings.create({ productId: "p", participants: { numbers: [] } });',
  'await bookeo.bookings.replace("1", { productId: "p", participants: { numbers: [] } });',
  'await bookeo.bookings.cancel("1", { reason: "rain" }, { timeoutMs: 5_000 });',
  'await bookeo.bookings.getCustomer("1");',
  'for await (const each of bookeo.bookings.payments.list("1")) each.amount.currency;',
  'await bookeo.bookings.payments.create("1", { reason: "r", amount: { amount: "1", currency: "EUR" }, paymentMethod: "cash" });',
  'for await (const each of bookeo.customers.list({ searchText: "x" })) each.emailAddress;',
  'await bookeo.customers.create({ firstName: "Zoe" });',
  'await bookeo.customers.get("1").withResponse();',
  'await bookeo.customers.update("1", { firstName: "Zoe" });',
  'await bookeo.customers.delete("1");',
  'const result = await bookeo.customers.authenticate("1", { password: "p" }).result();\nif (!result.ok && result.status === 404) result.error.message;',
  'for await (const each of bookeo.customers.bookings.list("1")) each.bookingNumber;',
  'for await (const each of bookeo.customers.linkedPeople.list("1")) each.firstName;',
  `for await (const each of bookeo.availability.slots(${range})) each.eventId;`,
  "for (const each of await classes.bookings.listByCustomer({ customerId: 1 })) each.bookingId;",
];

function read(path: string): string | undefined {
  return files.get(path) ?? ts.sys.readFile(path);
}

beforeAll(() => {
  const config = ts.getParsedCommandLineOfConfigFile(
    `${root}/tsconfig.build.json`,
    { outDir: declarations, declarationMap: false },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  );
  const program = ts.createProgram(config?.fileNames ?? [], config?.options ?? {});
  program.emit(undefined, (path, text) => files.set(path, text), undefined, true);
  files.set(`${declarations}/empty.ts`, setUp);
  files.set(`${declarations}/consumer.ts`, `${setUp}${calls.join("\n")}\n`);
});

function hover(text: string, at: string): { signature: string; documentation: string; tags: string[] } {
  const file = `${declarations}/hover.ts`;
  files.set(file, setUp + text);
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: (path) => {
      const content = read(path);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (path) => files.has(path) || ts.sys.fileExists(path),
    readFile: read,
    directoryExists: (path) => path.startsWith(declarations) || ts.sys.directoryExists(path),
  });
  const info = service.getQuickInfoAtPosition(file, (setUp + text).indexOf(at, setUp.length));
  return {
    signature: ts.displayPartsToString(info?.displayParts),
    documentation: ts.displayPartsToString(info?.documentation),
    tags: (info?.tags ?? []).map(({ name, text: parts }) => `@${name} ${ts.displayPartsToString(parts)}`),
  };
}

function instantiations(name: string): number {
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.directoryExists = (path) => path.startsWith(declarations) || ts.sys.directoryExists(path);
  host.getSourceFile = (path, version, ...rest) => {
    const text = files.get(path);
    return text === undefined
      ? getSourceFile(path, version, ...rest)
      : ts.createSourceFile(path, text, version, true);
  };
  const program = ts.createProgram([`${declarations}/${name}.ts`], options, host);
  const diagnostics = ts.getPreEmitDiagnostics(program);
  expect(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual(
    [],
  );
  return program.getInstantiationCount();
}

describe("what an editor shows", () => {
  test("for a method: named types, what it does, its parameters and its errors", () => {
    const { signature, documentation, tags } = hover('bookeo.bookings.get("1");', "get");
    expect(signature).toMatch(
      /^\(method\) BookingsResource\.get\(bookingNumber: string, query\?: BookingsGetQuery/,
    );
    expect(signature).toMatch(/Call<Booking, BookingsGetResult>$/);
    expect(documentation).toMatch(/booking/i);
    expect(tags).toContainEqual(expect.stringMatching(/^@param bookingNumber The number of the booking/));
    expect(tags).toContainEqual(expect.stringMatching(/^@throws .*NotFoundError.* 404/));
  });

  test("for what was awaited: its name", () => {
    expect(hover('const found = await bookeo.bookings.get("1");', "found").signature).toBe(
      "const found: Booking",
    );
    expect(hover("for await (const each of bookeo.customers.list()) each;", "each").signature).toBe(
      "const each: Customer",
    );
    const array = "const found = await classes.bookings.listByCustomer({ customerId: 1 });";
    expect(hover(array, "found").signature).toBe("const found: ClassSlotBookingResult[]");
  });

  test("for a parameter: what it means", () => {
    const { documentation } = hover('bookeo.bookings.cancel("1", { reason: "rain" });', "reason");
    expect(documentation).toMatch(/reason/);
    expect(hover('bookeo.bookings.get("1", {}, { timeoutMs: 5 });', "timeoutMs").documentation).toMatch(
      /milliseconds/,
    );
  });
});

test("twenty calls cost a type checker next to nothing", () => {
  expect(calls).toHaveLength(20);
  expect(instantiations("consumer") - instantiations("empty")).toBeLessThanOrEqual(500);
});
