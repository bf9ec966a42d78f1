import { styleText } from "node:util";

/** Prints what a program calls and what comes back, one line a call. */
export interface Narrator {
  /** A fetch that notes method, path, status and time of each call. */
  fetch: typeof fetch;
  title(text: string): void;
  chapter(text: string): void;
  /** Says in a few words what the last call brought. */
  say(text: string): void;
  /** How many operations were called, by method and path template. */
  called: Set<string>;
}

export function createNarrator(baseUrl: string, operations: readonly string[]): Narrator {
  const templates = operations.map((operation) => {
    const [method = "", path = ""] = operation.split(" ");
    return { method, path };
  });
  const called = new Set<string>();
  let line = "";
  return {
    called,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const started = performance.now();
      const response = await fetch(request);
      const path = request.url.slice(baseUrl.length);
      const milliseconds = Math.round(performance.now() - started);
      called.add(operationOf(request.method, path, templates));
      line = `  ${styleText("cyan", request.method.padEnd(6))} ${shorten(hideSecrets(path)).padEnd(64)} ${status(response.status)} ${styleText("dim", `${milliseconds} ms`.padStart(6))}`;
      return response;
    },
    title: (text) => console.log(`\n${styleText("bold", text)}`),
    chapter: (text) => console.log(`\n  ${styleText("yellow", text)}`),
    say: (text) => {
      if (line) console.log(line);
      line = "";
      console.log(`         ${text}`);
    },
  };
}

function status(code: number): string {
  return styleText(code < 400 ? "green" : "red", String(code));
}

function hideSecrets(path: string): string {
  return path.replace(/(?<=[?&]password=)[^&]*/, "…");
}

function shorten(path: string): string {
  const readable = decodeURIComponent(path);
  return readable.length <= 64 ? readable : `${readable.slice(0, 63)}…`;
}

/** The most literal template that matches: `/availability/slots` before `/availability/{id}`. */
function operationOf(
  method: string,
  path: string,
  templates: readonly { method: string; path: string }[],
): string {
  const [bare = ""] = path.split("?");
  const matches = templates.filter(
    (template) =>
      template.method === method &&
      new RegExp(`^${template.path.replace(/\{[^}]+\}/g, "[^/]+")}$`).test(bare),
  );
  const [best] = matches.sort((a, b) => a.path.split("{").length - b.path.split("{").length);
  return `${method} ${best?.path ?? bare}`;
}
