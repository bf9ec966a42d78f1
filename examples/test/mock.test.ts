import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createBookeo } from "@booking-apis/sdk/bookeo";
import { createClasses } from "@booking-apis/sdk/classes";
import { afterAll, describe, expect, test } from "vitest";
import { root, run } from "./support.ts";

const mocks: ChildProcess[] = [];
afterAll(() => void mocks.map((mock) => mock.kill()));

/** Starts `npm run mock -- <api>` on a free port, and gives its address. */
function startMock(api: string): Promise<string> {
  const mock = spawn(process.execPath, [join(root, "scripts/src/mock.ts"), api, "--port", "0"], {
    env: { ...process.env, NO_COLOR: "1" },
  });
  mocks.push(mock);
  let output = "";
  return new Promise((resolve, reject) => {
    mock.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
      const url = /listening on (http:\/\/\S+)/.exec(output)?.[1];
      if (url) resolve(url);
    });
    mock.once("close", () => reject(new Error(`The mock of ${api} ended: ${output}`)));
  });
}

describe("npm run mock", () => {
  test("serves the corrected document of Bookeo to the SDK", async () => {
    const bookeo = createBookeo({ baseUrl: await startMock("bookeo"), apiKey: "any", secretKey: "key" });
    const july = { startTime: "2026-07-01T00:00:00-04:00", endTime: "2026-07-31T00:00:00-04:00" };
    expect((await bookeo.bookings.get("2856MUMPA187DC203130")).title).toBe("Harbour tour");
    expect(await bookeo.bookings.list(july).toArray()).toHaveLength(1);
    expect((await bookeo.customers.create({ firstName: "Zoe" }))?.firstName).toBe("John");
    await bookeo.bookings.cancel("2856MUMPA187DC203130");
  });

  test("serves the corrected document of Magicline to the SDK", async () => {
    const classes = createClasses({ baseUrl: await startMock("classes"), apiKey: "any" });
    expect(await classes.bookings.listByCustomer({ customerId: 14925548 })).toHaveLength(1);
  });

  test("ends with the command that started it", async () => {
    const url = await startMock("classes");
    const mock = mocks.at(-1) as ChildProcess;
    mock.kill();
    await once(mock, "close");
    await expect(fetch(url)).rejects.toThrow();
  });

  test("says in one line that the port is in use", async () => {
    const port = new URL(await startMock("classes")).port;
    const script = join(root, "scripts/src/mock.ts");
    expect(await run(process.execPath, [script, "bookeo", "--port", port], root)).toEqual({
      code: 1,
      stdout: "",
      stderr: `Port ${port} is in use: choose another with --port, or --port 0 for any free one.\n`,
    });
  });

  test.each([
    [
      ["bookeo", "--prot", "4011"],
      'There is no option --prot. Did you mean "--port"? Known: --port, --dynamic,',
    ],
    [["bookeo", "--port", "many"], "--port must be a whole number from 0 to 65535."],
    [["bookeo", "classes"], "One API at a time, not bookeo and classes."],
  ])("rejects %j with what is wrong, and how it is used", async (args, message) => {
    const { code, stdout, stderr } = await run(
      process.execPath,
      [join(root, "scripts/src/mock.ts"), ...args],
      root,
    );
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr).toContain("Usage: npm run mock -- <api>");
  });

  test("names the known APIs where the name is wrong or missing", async () => {
    const script = join(root, "scripts/src/mock.ts");
    expect(await run(process.execPath, [script, "bokeo"], root)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no API "bokeo" in specs/. Did you mean "bookeo"?'),
    });
    expect(await run(process.execPath, [script], root)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Usage: npm run mock -- <api>"),
    });
  });
});
