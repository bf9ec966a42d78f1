import type { ChangelogFunctions } from "@changesets/types";

/** How `changeset version` writes a CHANGELOG.md: what changed, in the words of the changesets, and nothing else. */
const changelog: ChangelogFunctions = {
  getReleaseLine: ({ summary }) => {
    const [first, ...rest] = attachLists(summary).split(/\r?\n/);
    const item = [`- ${first}`, ...rest.map((line) => line && `  ${line}`)].join("\n");
    return rest.includes("") ? `\n\n${item}\n\n` : item;
  },
  getDependencyReleaseLine: (_changesets, dependencies) => {
    const uses = dependencies.map(({ name, newVersion }) => `${name} ${newVersion}`).sort();
    return uses.length === 0 ? "" : `- Uses ${new Intl.ListFormat("en").format(uses)}.`;
  },
};

/** Puts a list close beneath the line that it belongs to: in Markdown a blank line between them would space out the whole release. */
function attachLists(summary: string): string {
  return summary.replaceAll(/(?:\r?\n){2,}(?=[-*] )/g, "\n");
}

export default changelog;
