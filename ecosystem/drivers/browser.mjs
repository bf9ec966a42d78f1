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
const printed = [];
page.on("console", (message) => {
  console.log(message.text());
  printed.push(...message.args().map((value) => value.evaluate(unfold)));
});
await page.goto(url);
await page.waitForFunction(() => document.title !== "", null, { timeout: 240_000 });
const title = await page.title();
for (const lines of await Promise.all(printed)) console.log(lines);
await browser.close();
if (title !== "done") throw new Error(title);

/** All that the developer tools show of a value when it is unfolded, however deep. The text of a message is only a preview. */
function unfold(value) {
  const lines = [];
  const seen = new Set();
  const visit = (each) => {
    if (typeof each === "function" || seen.has(each)) return;
    if (Object(each) !== each) return void lines.push(String(each));
    seen.add(each);
    const names = new Set(Reflect.ownKeys(each));
    for (const inherited in each) names.add(inherited);
    for (const name of names) {
      lines.push(String(name));
      try {
        visit(each[name]);
      } catch {} // A getter throws.
    }
    if (Symbol.iterator in each) for (const item of each) visit(item);
  };
  visit(value);
  return lines.join("\n");
}
