// Sends one request to a worker that is a bundle: workerd.mjs <bundle>.
import { Miniflare } from "miniflare";

const [, , scriptPath] = process.argv;
const worker = new Miniflare({ modules: true, scriptPath, compatibilityDate: "2026-07-30" });
try {
  const response = await worker.dispatchFetch("http://localhost/");
  if (!response.ok) throw new Error(await response.text());
} finally {
  await worker.dispose();
}
