import { fileURLToPath } from "node:url";
import { build } from "./tool.ts";

process.exitCode = await build(fileURLToPath(new URL("../../", import.meta.url)));
