import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { listApis, openApiPath, releasedPath } from "./apis.ts";

/** Keeps the corrected document of each API as that of the release that is being made: the next update is measured from it. */
export function keepReleased(root: string): string[] {
  return listApis(root).map((api) => {
    copyFileSync(join(root, openApiPath(api)), join(root, releasedPath(api)));
    return releasedPath(api);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const path of keepReleased(fileURLToPath(new URL("../../", import.meta.url))))
    console.log(`  ${path}`);
