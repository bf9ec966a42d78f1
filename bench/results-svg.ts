// The picture of a run: bars for time and size, and a matrix of the probes. Readable on a light page and on a dark one.
import { probes } from "./probes.ts";
import type { Results } from "./results.ts";

const width = 900;
const panelWidth = 430;
const rowHeight = 19;
const labelWidth = 104;
const valueWidth = 48;

const style = `
  text { font: 12px -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328; }
  .title { font-size: 14px; font-weight: 600; }
  .small { font-size: 11px; fill: #59636e; }
  .ours { font-weight: 700; fill: #0550ae; }
  .bar { fill: #c4cad1; } .bar.mine { fill: #0969da; }
  .band { fill: #ddf4ff; }
  .line { stroke: #818b98; stroke-dasharray: 3 3; }
  .pass { fill: #1a7f37; } .option { fill: none; stroke: #9a6700; stroke-width: 2; } .fail { stroke: #cf222e; stroke-width: 2; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .small { fill: #9198a1; } .ours { fill: #79c0ff; }
    .bar { fill: #4a525c; } .bar.mine { fill: #1f6feb; } .band { fill: #12263f; } .line { stroke: #656c76; }
    .pass { fill: #3fb950; } .option { stroke: #d29922; } .fail { stroke: #f85149; }
  }`;

interface Panel {
  key: string;
  title: string;
  unit: string;
  digits: number;
}

const panels: readonly Panel[] = [
  {
    key: "one by one, ratio",
    title: "Time for a call over HTTP, one by one",
    unit: "raw fetch = 1",
    digits: 2,
  },
  {
    key: "50 at once, ratio",
    title: "Time for a call over HTTP, 50 at once",
    unit: "raw fetch = 1",
    digits: 2,
  },
  { key: "stub, ratio", title: "Time for a call over a stub for fetch", unit: "raw fetch = 1", digits: 2 },
  { key: "one call, kB", title: "Bundle with one call", unit: "kB, minified and gzipped", digits: 1 },
];

const escaped = (text: string): string => text.replace(/[&<]/g, (each) => (each === "&" ? "&amp;" : "&lt;"));

function text(x: number, y: number, content: string, attributes = ""): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${attributes}>${escaped(content)}</text>`;
}

function panel(results: Results, { key, title, unit, digits }: Panel, left: number, top: number): string {
  const bars = [...results.peers]
    .flatMap(([id, peer]) => {
      const value = results.figures[id]?.[key]?.median;
      return value === undefined ? [] : [{ peer, value }];
    })
    .sort((a, b) => a.value - b.value);
  const longest = Math.max(...bars.map(({ value }) => value), 1);
  const scale = (panelWidth - labelWidth - valueWidth) / longest;
  const start = left + labelWidth;
  const isRatio = key.endsWith("ratio");
  const drawn = bars.map(({ peer, value }, index) => {
    const y = top + 36 + index * rowHeight;
    const ours = peer.isOurs ? " mine" : "";
    const strong = peer.isOurs ? 'class="ours"' : "";
    return [
      text(start - 8, y + 11, peer.name, `text-anchor="end" ${strong}`),
      `<rect class="bar${ours}" x="${start}" y="${y}" width="${Math.max(1, value * scale).toFixed(1)}" height="14" rx="2"/>`,
      text(start + Math.max(value, isRatio ? 1 : 0) * scale + 6, y + 11, value.toFixed(digits), strong),
    ].join("");
  });
  const bottom = top + 36 + bars.length * rowHeight;
  const line = isRatio
    ? `<line class="line" x1="${start + scale}" x2="${start + scale}" y1="${top + 30}" y2="${bottom}"/>`
    : "";
  return [
    text(left, top + 12, title, 'class="title"'),
    text(left, top + 27, unit, 'class="small"'),
    ...drawn,
    line,
  ].join("\n");
}

function mark(x: number, y: number, state: "pass" | "option" | "fail" | "none"): string {
  if (state === "pass") return `<circle class="pass" cx="${x}" cy="${y}" r="5.5"/>`;
  if (state === "option") return `<circle class="option" cx="${x}" cy="${y}" r="4.5"/>`;
  if (state === "fail") return `<path class="fail" d="M${x - 4} ${y - 4}l8 8m0 -8l-8 8" fill="none"/>`;
  return text(x, y + 4, "-", 'text-anchor="middle" class="small"');
}

function matrix({ peers, verdicts }: Results, top: number): string {
  const column = (width - 10 - labelWidth - 10) / probes.length;
  const center = (index: number) => Math.round(labelWidth + 10 + column * (index + 0.5));
  const heads = probes.flatMap(({ name }, index) => {
    const words = name.replaceAll("`", "").split(" ");
    const cut = Math.ceil(words.length / 2);
    return [words.slice(0, cut), words.slice(cut)].map((part, line) =>
      text(center(index), top + 42 + line * 13, part.join(" "), 'text-anchor="middle" class="small"'),
    );
  });
  const rows = [...peers].flatMap(([id, peer], index) => {
    const y = top + 76 + index * rowHeight;
    const marks = probes.map(({ name }, at) => {
      const { plain, careful } = verdicts[id]?.[name] ?? {};
      const state = !plain ? "none" : plain.passed ? "pass" : careful?.passed ? "option" : "fail";
      return mark(center(at), y, state);
    });
    const band = `<rect class="band" x="0" y="${y - 9.5}" width="${width}" height="${rowHeight}"/>`;
    const label = text(
      labelWidth - 8,
      y + 4,
      peer.name,
      `text-anchor="end" ${peer.isOurs ? 'class="ours"' : ""}`,
    );
    return [...(peer.isOurs ? [band] : []), label, ...marks];
  });
  const legendAt = 150;
  return [
    text(0, top + 12, "When things go wrong", 'class="title"'),
    mark(legendAt + 40, top + 8, "pass"),
    text(legendAt + 51, top + 12, "safe by default", 'class="small"'),
    mark(legendAt + 155, top + 8, "option"),
    text(legendAt + 166, top + 12, "safe with options", 'class="small"'),
    mark(legendAt + 282, top + 8, "fail"),
    text(legendAt + 293, top + 12, "not safe", 'class="small"'),
    ...heads,
    ...rows,
  ].join("\n");
}

export function picture(results: Results): string {
  const panelHeight = 36 + results.peers.size * rowHeight + 24;
  const matrixTop = 60 + panelHeight * Math.ceil(panels.length / 2);
  const height = matrixTop + 76 + results.peers.size * rowHeight;
  const drawn = panels.map((each, index) =>
    panel(results, each, (index % 2) * (width - panelWidth), 44 + Math.floor(index / 2) * panelHeight),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -6 ${width + 24} ${height + 12}" width="${width + 24}" role="img" aria-label="Our clients beside others">
<style>${style}
</style>
${text(0, 14, "Blue: our SDK and our client.", 'class="ours"')}
${text(200, 14, `Lower is better. Node ${process.versions.node}, ${results.date}${results.isQuick ? ", a quick run" : ""}.`, 'class="small"')}
${drawn.join("\n")}
${matrix(results, matrixTop)}
</svg>
`;
}
