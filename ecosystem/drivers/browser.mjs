// Opens a page in Chromium, prints what its console says, and waits until the page's title is "done": browser.mjs <chromium> <url>.
import { chromium } from "playwright-core";

const [, , executablePath, url] = process.argv;
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const browser = await chromium.launch({ executablePath, args });
console.log(`Chromium ${browser.version()}`);
const page = await browser.newPage();
page.on("pageerror", (error) => console.error(error));
page.on("console", (message) => console.log(message.text()));
await page.goto(url);
await page.waitForFunction(() => document.title !== "", null, { timeout: 240_000 });
const title = await page.title();
await browser.close();
if (title !== "done") throw new Error(title);
