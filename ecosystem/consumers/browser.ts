import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { judge } from "../judge.ts";
import type { Servers } from "../servers.ts";
import { type Consumer, here, node, type Outcome, run, write } from "../tools.ts";
import { bundle } from "./bundlers.ts";

const usual = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** A page without keys, whose own server passes `/proxy` on and adds the keys. */
export const browser: Consumer = {
  id: "chromium",
  name: "Chromium, through the page's own proxy",
  run: inChromium,
};

async function inChromium(servers: Servers): Promise<Outcome> {
  const path = process.env.CHROMIUM_PATH || usual.find((each) => existsSync(each));
  if (!path || !existsSync(path))
    return { notRun: "Chromium is not installed: install it, or set CHROMIUM_PATH" };
  const entry = write(
    "chromium.mjs",
    `import { report } from "./checks.mjs";
report({ apiUrl: "/proxy", run: "chromium", isPage: true }).then(
  () => { document.title = "done"; },
  (error) => { document.title = String(error); },
);
`,
  );
  const program = readFileSync(await bundle("esbuild", entry, "chromium.bundle.mjs"));
  servers.files.set("/program.js", { type: "text/javascript", content: program });
  servers.files.set("/page", {
    type: "text/html",
    content:
      '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/program.js"></script>',
  });
  const { output, code } = await run(node, [
    join(here, "drivers/browser.mjs"),
    path,
    `${servers.origin}/page`,
  ]);
  const findings = judge(servers, "chromium", output, true);
  findings.push({ group: "calls", name: "the page ends", ok: code === 0, detail: output.slice(-2_000) });
  return { version: "", machine: /^Chromium [\d.]+/m.exec(output)?.[0] ?? "Chromium", findings };
}
