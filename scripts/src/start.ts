import { fileURLToPath } from "node:url";
import { regenerate } from "./regenerate.ts";
import { build, runNode } from "./tool.ts";

/** Everything in one command: documents in, clients out, and a tour of both against mocks. */
const root = fileURLToPath(new URL("../../", import.meta.url));
process.exitCode =
  (await regenerate([], { root, stdout: process.stdout, stderr: process.stderr })) ||
  (await build(root)) ||
  (await runNode("examples/tour/tour.ts", [], root));
