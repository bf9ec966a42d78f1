// What the compiler spends on a program of twenty typed calls.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { tmp } from "../generate.ts";
import { type Figures, figure, inTurns, print, runOfArguments } from "./measure.ts";

const tsc = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));
const strict = [
  "--strict",
  "--skipLibCheck",
  "--target",
  "es2022",
  "--module",
  "nodenext",
  "--types",
  "node",
];
const values = `
const id = "2856MUMPA187DC203130";
const startTime = "2026-07-01T00:00:00Z";
const endTime = "2026-07-02T00:00:00Z";
const booking = { productId: "2856TOUR", participants: { numbers: [{ peopleCategoryId: "Cadults", number: 2 }] } };
const customer = { firstName: "Zoe", lastName: "Smith" };
`;

interface Spent {
  instantiations: number;
  seconds: number;
}

/** @throws if the program does not compile: it would be cheap for the wrong reason. */
function compile(args: string[]): Spent {
  const { stdout, status } = spawnSync(process.execPath, [tsc, ...strict, "--extendedDiagnostics", ...args], {
    cwd: tmp,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`tsc ${args.join(" ")}:\n${stdout.slice(0, 2_000)}`);
  const read = (name: string) => Number(new RegExp(`^${name}:\\s+([\\d.]+)`, "m").exec(stdout)?.[1]);
  return { instantiations: read("Instantiations"), seconds: read("Check time") };
}

const { peers, isQuick } = await runOfArguments();
const typed = [...peers].filter(([, { calls }]) => calls !== undefined).map(([id]) => id);
const declared = `${tmp}declared/`;
mkdirSync(declared, { recursive: true });
for (const id of typed) {
  const { head = "", lines = [], source } = peers.get(id)?.calls ?? {};
  if (lines.length !== 20) throw new Error(`${id} has ${lines.length} calls, and not 20.`);
  const results = lines.map((line, index) => `export const result${index} = ${line};`);
  writeFileSync(`${tmp}calls-${id}.ts`, [head, values, ...results].join("\n"));
  if (source === undefined) continue;
  writeFileSync(`${declared}calls-${id}.ts`, [head, values, ...results].join("\n"));
  compile(["--declaration", "--emitDeclarationOnly", "--rootDir", tmp, "--outDir", declared, source]);
}
// A client that is source in its user's repository is measured also as the declarations that it would have as a package.
const programs = typed.flatMap((id) =>
  peers.get(id)?.calls?.source === undefined
    ? [`calls-${id}.ts`]
    : [`calls-${id}.ts`, `declared/calls-${id}.ts`],
);
const instantiations = new Map<string, number>();
const samples = await inTurns(programs, { rounds: isQuick ? 1 : 5 }, (program) => {
  const spent = compile(["--noEmit", program]);
  instantiations.set(program, spent.instantiations);
  return spent.seconds;
});
const figures: Figures = {};
for (const [program, seconds] of samples) {
  const [, declared = "", id = ""] = /^(declared\/)?calls-(.*)\.ts$/.exec(program) ?? [];
  figures[id] = {
    ...figures[id],
    [declared ? "declared instantiations" : "instantiations"]: figure([
      instantiations.get(program) ?? Number.NaN,
    ]),
    [declared ? "declared check, s" : "check, s"]: figure(seconds),
  };
}
print(figures);
