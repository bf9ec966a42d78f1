import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { createContext, runInContext } from "node:vm";
import { expect, test } from "vitest";

const source = readFileSync(new URL("../src/environment.ts", import.meta.url), "utf8");

/** The module as it is in a runtime whose globals are these. */
function runIn(globals: object): { fromEnvironment(name: string): string | undefined; isBrowser(): boolean } {
  const script = stripTypeScriptTypes(source).replaceAll("export function", "function");
  return runInContext(`${script}; ({ fromEnvironment, isBrowser })`, createContext(globals));
}

const chrome = {
  userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36",
};
const node = { env: { KEY: "k" }, versions: { node: "24.0.0" } };

test.each<[string, object, boolean]>([
  ["a page", { window: {}, document: {}, navigator: chrome }, true],
  ["a worker of a page", { WorkerGlobalScope: class {}, navigator: chrome }, true],
  [
    "a renderer of Electron",
    { window: {}, navigator: { userAgent: `${chrome.userAgent} Electron/39.0.0` } },
    true,
  ],
  ["a page whose bundler gives it a process", { navigator: chrome, process: { env: {} } }, true],
  ["Node", { process: node, navigator: { userAgent: "Node.js/24" } }, false],
  ["Node 20", { process: node }, false],
  [
    "jsdom",
    {
      process: node,
      window: {},
      document: {},
      navigator: { userAgent: "Mozilla/5.0 (linux) AppleWebKit/537.36 jsdom/27" },
    },
    false,
  ],
  ["happy-dom", { process: node, window: {}, document: {}, navigator: chrome }, false],
  ["Deno", { Deno: {}, navigator: { userAgent: "Deno/2.9.5" } }, false],
  ["Bun", { process: node, navigator: { userAgent: "Bun/1.4.5" } }, false],
  ["Cloudflare Workers", { navigator: { userAgent: "Cloudflare-Workers" } }, false],
  ["a runtime that says nothing of itself", {}, false],
])("%s: whether everyone can read the environment is %j", (_name, globals, expected) => {
  expect(runIn(globals).isBrowser()).toBe(expected);
});

test.each<[string, object, string | undefined]>([
  ["Node's", { process: node }, "k"],
  ["none", {}, undefined],
  ["one without variables", { process: {} }, undefined],
  [
    "one that may not be read, as Deno's without --allow-env",
    {
      process: {
        env: new Proxy(
          {},
          {
            get() {
              throw new Error("NotCapable");
            },
          },
        ),
      },
    },
    undefined,
  ],
  [
    "one that is a getter which throws",
    {
      process: {
        get env() {
          throw new Error("NotCapable");
        },
      },
    },
    undefined,
  ],
])("an environment: %s", (_name, globals, expected) => {
  expect(runIn(globals).fromEnvironment("KEY")).toBe(expected);
});
