import type { Model } from "../model/model.ts";
import { count } from "../words.ts";

/** The README with the list of an API's methods as they are now, where it has a place for it. */
export function writeReadme(readme: string, model: Model): string {
  const [begin, end] = marksOf(model.api);
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  return from < 0 || to < from
    ? readme
    : readme.slice(0, from) + listMethods(model) + readme.slice(to + end.length);
}

/** The list of an API's methods by resource, within its marks. */
export function listMethods({ api, document, operations }: Model): string {
  const [begin, end] = marksOf(api);
  const byResource = Map.groupBy(operations, ({ resource }) => [api, ...resource].join("."));
  const lines = [...byResource].map(([resource, own]) => {
    const names = own.flatMap(({ name, replaces }) => [...(replaces ? [replaces.name] : []), name]);
    return `- \`${resource}\`: ${names.map((name) => `\`${name}\``).join(", ")}`;
  });
  return `${begin}
**${document.info.title}**, ${count(operations.length, "operation")} ([every method](packages/sdk/API-${api}.md)):

${lines.join("\n")}
${end}`;
}

function marksOf(api: string): [begin: string, end: string] {
  return [
    `<!-- methods of ${api}, written by npm run regenerate -->`,
    `<!-- end of the methods of ${api} -->`,
  ];
}
