import { createHash } from "node:crypto";
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { browser } from "./consumers/browser.ts";
import { bundlers } from "./consumers/bundlers.ts";
import { next, stopNext } from "./consumers/next.ts";
import { runtimes } from "./consumers/runtimes.ts";
import { testRunners } from "./consumers/test-runners.ts";
import { type Compiled, compileWith, typescriptIds } from "./consumers/typescript.ts";
import { describe, problemsOf, type Ran, rowsOf } from "./results.ts";
import { startServers } from "./servers.ts";
import { here, installed, must, node, type Outcome, project, root } from "./tools.ts";

const consumers = [...runtimes, browser, ...next, ...testRunners, ...bundlers];
const packages = ["transport", "bookeo-client", "classes-client", "sdk"];
const ids = [...consumers.map(({ id }) => id), ...typescriptIds];
const usage = `Usage: npm run ecosystem -- [--check] [consumer …]

Runs the packed tarballs in real consumers and writes ecosystem/RESULTS.md. Exits with 1, and writes nothing, if a consumer does not run or a check fails that is not a known limit.

  --check    write nothing; exit with 1 if the results differ from ecosystem/RESULTS.md
  consumer   run these only, and write nothing; with --check, compare their rows: ${ids.join(", ")}
`;

/** Prepares the runtimes and tools, and the project that has installed the tarballs. */
async function prepare(): Promise<void> {
  say("Building the packages");
  await must(node, ["scripts/src/build.ts"], root);
  const lock = createHash("sha256")
    .update(readFileSync(join(here, "package-lock.json")))
    .digest("hex");
  const mark = installed(".installed");
  if (!existsSync(mark) || readFileSync(mark, "utf8") !== lock) {
    say("Installing runtimes, bundlers, compilers and test runners (about 1.5 GB)");
    await must("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], here, 30);
    // The only two that do not run without their install script.
    for (const name of ["bun", "workerd"]) await must(node, ["install.js"], installed(name), 30);
    writeFileSync(mark, lock);
  }
  say("Packing the packages and installing the tarballs");
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "private": true, "type": "module" }\n');
  const folders = packages.map((name) => `./packages/${name}`);
  await must("npm", ["pack", "--ignore-scripts", "--pack-destination", project, ...folders], root);
  const tarballs = globSync("*.tgz", { cwd: project }).map((name) => `./${name}`);
  const flags = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];
  await must("npm", ["install", ...flags, ...tarballs], project, 30);
  copyFileSync(join(here, "checks.mjs"), join(project, "checks.mjs"));
  await assertTarballsOnly();
}

/** What runs must be the tarballs. A package or dependency that they lack would come from a registry, or from the workspace around this project. */
async function assertTarballsOnly(): Promise<void> {
  const lock = JSON.parse(readFileSync(join(project, "node_modules/.package-lock.json"), "utf8"));
  const sources = Object.entries<{ resolved?: string }>(lock.packages)
    .filter(([path]) => path.includes("@booking-apis/"))
    .map(([path, { resolved = "" }]) => `${path} from ${resolved.replace(/-\d.*(?=\.tgz$)/, "")}`);
  const expected = packages.map(
    (name) => `node_modules/@booking-apis/${name} from file:booking-apis-${name}.tgz`,
  );
  if (sources.sort().join() !== expected.sort().join())
    throw new Error(`ecosystem/dist must hold ${expected.join(", ")}. It holds ${sources.join(", ")}.`);
  const { build } = await import("esbuild");
  const { metafile } = await build({
    absWorkingDir: project,
    entryPoints: ["checks.mjs"],
    bundle: true,
    format: "esm",
    write: false,
    metafile: true,
  });
  const outside = Object.keys(metafile.inputs).filter((path) => path.startsWith(".."));
  if (outside.length > 0)
    throw new Error(`The program uses files outside of ecosystem/dist: ${outside.join(", ")}`);
}

async function main(): Promise<number> {
  const names = process.argv.slice(2).filter((argument) => argument !== "--check");
  const isCheck = process.argv.includes("--check");
  if (names.some((name) => !ids.includes(name))) {
    console.error(usage);
    return 2;
  }
  const isChosen = (id: string) => names.length === 0 || names.includes(id);
  await prepare();

  const servers = await startServers();
  const ran: Ran[] = [];
  const compiled: Compiled[] = [];
  let failed = 0;
  try {
    for (const consumer of consumers.filter(({ id }) => isChosen(id))) {
      const outcome = await consumer.run(servers).catch(asFailure);
      ran.push({ consumer, outcome });
      const status = "notRun" in outcome ? "NOT RUN" : undefined;
      failed += show(consumer.name, problemsOf({ consumer, outcome }), summaryOf(outcome), status);
    }
    for (const id of typescriptIds.filter(isChosen)) {
      const one = await compileWith(id);
      compiled.push(one);
      failed += show(`TypeScript ${one.version}`, one.problems, "as known in every setting");
    }
  } finally {
    await stopNext();
    await servers.close();
  }
  const isWritten = names.length === 0 && !isCheck;
  if (failed > 0) {
    say(`Failed or not run: ${failed}.${isWritten ? " ecosystem/RESULTS.md is as it was." : ""}`);
    return 1;
  }
  const results = describe(ran, compiled, versionsLine(ran));
  if (isWritten) {
    writeFileSync(path, results);
    say("Written: ecosystem/RESULTS.md");
  }
  if (!isCheck) return 0;

  const before = linesOf(readFileSync(path, "utf8"));
  const found = names.length > 0 ? Object.values(rowsOf(ran, compiled)).flat() : linesOf(results);
  const differences = found.filter((line) => !before.includes(line)).map((line) => `found:    ${line}`);
  if (names.length === 0)
    differences.push(...before.filter((line) => !found.includes(line)).map((line) => `expected: ${line}`));
  if (differences.length === 0 && (names.length > 0 || before.length === found.length)) {
    say("As in ecosystem/RESULTS.md");
    return 0;
  }
  console.error(`ecosystem/RESULTS.md differs: run npm run ecosystem.\n${differences.join("\n")}`);
  return 1;
}

const path = join(here, "RESULTS.md");

/** Without what differs between machines and days. */
const linesOf = (results: string) => results.split("\n").filter((line) => !line.startsWith("Last run: "));

/** What could not even be started, such as a bundle that was not made. */
function asFailure(error: unknown): Outcome {
  return { version: "", findings: [{ group: "calls", name: "it starts", ok: false, detail: String(error) }] };
}

const say = (line: string) => console.log(line);

function summaryOf(outcome: Ran["outcome"]): string {
  if ("notRun" in outcome) return outcome.notRun;
  if ("limit" in outcome) return "does not work, as known";
  return `${outcome.findings.length} checks`;
}

/** Prints what became of a consumer, and returns 1 if it did not run or failed. */
function show(name: string, problems: string[], summary: string, status?: string): number {
  say(`${status ?? (problems.length > 0 ? "FAILED" : "ok")}  ${name}: ${summary}`);
  if (!status) for (const problem of problems) say(`        ${problem.replaceAll("\n", "\n          ")}`);
  return problems.length > 0 ? 1 : 0;
}

/** What differs between machines and days. */
function versionsLine(ran: Ran[]): string {
  const chromium = ran.find(({ consumer }) => consumer.id === "chromium")?.outcome;
  const browser = chromium && "machine" in chromium ? `, with ${chromium.machine}` : "";
  const { version } = JSON.parse(readFileSync(join(root, "packages/sdk/package.json"), "utf8"));
  return `Last run: ${new Date().toISOString().slice(0, 10)}, packages ${version}, ${process.platform} ${process.arch}${browser}.`;
}

process.exitCode = await main();
