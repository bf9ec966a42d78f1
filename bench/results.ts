// The Markdown of a run.
import type { Figure, Figures } from "./measure/measure.ts";
import { probeNotes, reasons } from "./notes.ts";
import type { Peer } from "./peers/peer.ts";
import { probes, type Verdicts } from "./probes.ts";

export interface Codegen {
  rows: { document: string; operations: number; pipeline: Spent; openapiTypescript: Spent }[];
  /** After a change of one line of the overlay: in a new process, and in one that has run before. */
  changed: { operations: number; cold: Spent; warm: Spent };
}

interface Spent {
  seconds: number;
  megabytes: number;
}

export interface Results {
  date: string;
  machine: string;
  isQuick: boolean;
  peers: Map<string, Peer & { version: string }>;
  figures: Figures;
  paging: { pages: number; ahead: Record<string, number> };
  verdicts: Record<string, Verdicts>;
  codegen: Codegen | undefined;
}

export interface Column {
  key: string;
  title: string;
  digits: number;
  /** Shows how far the middle half of the runs spreads. */
  hasSpread?: true;
}

export const columns: readonly Column[] = [
  { key: "stub, ratio", title: "stub, ×", digits: 2, hasSpread: true },
  { key: "stub, µs", title: "stub, µs", digits: 1 },
  { key: "one by one, ratio", title: "one by one, ×", digits: 2, hasSpread: true },
  { key: "50 at once, ratio", title: "50 at once, ×", digits: 2, hasSpread: true },
  { key: "allocated, kB", title: "allocated, kB", digits: 1 },
  { key: "import, ms", title: "import, ms", digits: 0, hasSpread: true },
  { key: "one call, kB", title: "one call, kB", digits: 1 },
  { key: "everything, kB", title: "all, kB", digits: 1 },
  { key: "instantiations", title: "20 calls: instantiations", digits: 0 },
  { key: "check, s", title: "check, s", digits: 2 },
  { key: "pages, s", title: "pages, s", digits: 2 },
  { key: "pages, MB", title: "pages, MB", digits: 0 },
];

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
const bold = (name: string, isOurs: boolean | undefined): string => (isOurs ? `**${name}**` : name);

function cell(figure: Figure | undefined, { digits, hasSpread }: Column): string {
  if (!figure) return "-";
  const text = figure.median.toFixed(digits);
  return hasSpread ? `${text} (${figure.low.toFixed(digits)} to ${figure.high.toFixed(digits)})` : text;
}

function figureTable({ peers, figures }: Results): string {
  return table(
    ["client", ...columns.map(({ title }) => title)],
    [...peers].map(([id, { name, isOurs, paging }]) => [
      bold(name, isOurs),
      ...columns.map((column) => {
        const text = cell(figures[id]?.[column.key], column);
        const declared = figures[id]?.[`declared ${column.key}`];
        if (declared) return `${text} (as .d.ts: ${cell(declared, column)})`;
        return column.key === "pages, s" && text !== "-" && paging === "by hand" ? `${text}, by hand` : text;
      }),
    ]),
  );
}

/** What is compared: a client that is source counts as the declarations that ours is. */
function comparable(figures: Figures[string] | undefined, key: string): number | undefined {
  return (figures?.[`declared ${key}`] ?? figures?.[key])?.median;
}

/** Every figure where a client of ours is behind another client, with the reason. Microseconds say the same as their ratio. */
function behind({ peers, figures }: Results): string[] {
  return columns.flatMap(({ key, title, digits }) => {
    if (!(key in reasons)) return [];
    const ranked = [...peers]
      .flatMap(([id, peer]) => {
        const median = comparable(figures[id], key);
        // Raw fetch is what all are compared with, and no client.
        return median === undefined || id === "raw-fetch" ? [] : [{ peer, shown: median.toFixed(digits) }];
      })
      .sort((a, b) => Number(a.shown) - Number(b.shown));
    const [best] = ranked.filter(({ peer }) => !peer.isOurs);
    const ours = ranked.filter(
      ({ peer, shown }) => peer.isOurs && best && Number(shown) > Number(best.shown),
    );
    if (!best || ours.length === 0) return [];
    const named = ours.map(({ peer, shown }) => `${peer.name} ${shown}`).join(", ");
    return [`- **${title}**: ${named}; the lowest is ${best.peer.name}, ${best.shown}. ${reasons[key]}`];
  });
}

function probeTable({ peers, verdicts }: Results): string {
  const mark = (passed: boolean) => (passed ? "✓" : "✗");
  return table(
    ["client", ...probes.map(({ name }) => name)],
    [...peers].map(([id, { name, isOurs }]) => [
      bold(name, isOurs),
      ...probes.map((probe) => {
        const { plain, careful } = verdicts[id]?.[probe.name] ?? {};
        const text = plain ? `${mark(plain.passed)} ${plain.seen}` : "-";
        return !plain?.passed && careful?.passed ? `${text}; ✓ with options: ${careful.seen}` : text;
      }),
    ]),
  );
}

function codegenSection({ rows, changed }: Codegen): string[] {
  const pair = (a: number, b: number, digits: number) => [
    a.toFixed(digits),
    b.toFixed(digits),
    (a / b).toFixed(2),
  ];
  return [
    "## Codegen",
    "",
    "Our pipeline, from the vendor's document to every generated file, beside openapi-typescript alone, each run in a process of its own. Time and memory are those of the whole process, its start included. The documents are copies of Bookeo's corrected one, cut to the number of operations.",
    "",
    table(
      [
        "operations",
        "pipeline, s",
        "openapi-typescript, s",
        "×",
        "pipeline, MB",
        "openapi-typescript, MB",
        "×",
        "pipeline, ms for each operation",
      ],
      rows.map(({ operations, pipeline, openapiTypescript }) => [
        String(operations),
        ...pair(pipeline.seconds, openapiTypescript.seconds, 2),
        ...pair(pipeline.megabytes, openapiTypescript.megabytes, 0),
        ((pipeline.seconds / operations) * 1_000).toFixed(1),
      ]),
    ),
    "",
    `Linear means that the last column does not grow. openapi-typescript writes one file of the many that the pipeline writes.`,
    "",
    `After a change of one line of the overlay, with ${changed.operations} operations: ${changed.cold.seconds.toFixed(2)} s in a new process, as \`npm run regenerate\` does it, and ${changed.warm.seconds.toFixed(2)} s in a process that has run before. Nothing is cached between runs: every run makes all of it.`,
    "",
  ];
}

export function markdown(results: Results): string {
  const { peers, date, machine, isQuick, paging } = results;
  const first = paging.ahead[0];
  const lines = [
    "<!-- Written by `npm run bench:peers`. Do not edit: the reasons are in notes.ts. -->",
    "# Our clients beside others",
    "",
    "![Time for a call, size of a bundle, and what each client does when things go wrong](results.svg)",
    "",
    `${date}, Node ${process.versions.node}, ${machine}. ${isQuick ? "**A quick run: its figures are rough.** " : ""}All clients were measured in one run and in turns, in another order each round. Figures are medians, with the middle half of the rounds in brackets; × is the ratio to raw fetch in the same round. Lower is better. Our packages are the workspaces' built \`dist\`.`,
    "",
    "## Figures",
    "",
    "- **stub**: one call over a stub for `fetch`, so that little is left but the client's own work; to make and to read the `Response` is in it, as it is in raw fetch. **one by one**, **50 at once**: over loopback, with the server in a process of its own.",
    "- **allocated**: what a call allocates on the heap, over the stub. **import**: in a new process that has loaded `fetch` before.",
    "- **one call**, **all**: in a bundle for a browser, minified by esbuild and gzipped, with one call and with every export.",
    "- **20 calls**: what TypeScript spends on a program of twenty typed calls: the types that it has to make (instantiations), and the time of its check. Only for clients that have this API's types. A generated client is source in its user's repository; \"as .d.ts\" is what it takes as declarations, as ours are, and is what ours are compared with.",
    `- **pages**: every item of ${paging.pages} pages of 10, over loopback, and the highest heap on the way.`,
    "",
    figureTable(results),
    "",
    "## Where we are behind",
    "",
    ...behind(results),
    "",
    "## When things go wrong",
    "",
    "The API has its keys in headers of its own. Each client is used with its defaults, and where these fail, with the options that its documentation offers.",
    "",
    probeTable(results),
    "",
    table(
      ["probe", "what it is", "remarks"],
      probes.map(({ name, definition }) => [name, definition, probeNotes[name] ?? ""]),
    ),
    "",
    "## Reading ahead",
    "",
    `The SDK alone, where a page takes 5 ms: ${Object.entries(paging.ahead)
      .map(([pages, seconds]) => `prefetch ${pages} ${(seconds / (first ?? Number.NaN)).toFixed(2)}`)
      .join(", ")} of the time without.`,
    "",
    ...(results.codegen ? codegenSection(results.codegen) : []),
    "## How each client is used",
    "",
    table(
      ["client", "version", "how", "options in the probes", "paging"],
      [...peers.values()].map(({ name, version, idiom, careful, paging, isOurs }) => [
        bold(name, isOurs),
        version,
        idiom,
        careful ?? "none",
        paging,
      ]),
    ),
    "",
  ];
  return lines.join("\n");
}
