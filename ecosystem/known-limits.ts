import type { Group } from "./judge.ts";
import type { Finding } from "./servers.ts";

/** What a runtime cannot do, and why. A failed check that is not here fails the command, and so does one here that no longer fails. */
export interface KnownLimit {
  /** The ids of the consumers. */
  consumers: string[];
  group: Group;
  /** The names of the checks. */
  names: string[];
  reason: string;
  /** How many POSTs arrive. With more or fewer, it is another fault. */
  posts?: number;
}

export const knownLimits: KnownLimit[] = [
  {
    consumers: ["chromium"],
    group: "once only",
    names: ["one POST: its connection closes", "one POST: a connection that was used before closes"],
    posts: 2,
    reason:
      'When a connection that was used before closes without a response, Chromium itself sends a POST a second time over a new one, and no option of `fetch` prevents it. It does not when the response has begun and is cut off. The error says `outcome: "unknown"`. A proxy that must not book twice recognizes the second POST by a reference of your own in its body.',
  },
  {
    consumers: ["workerd"],
    group: "silence",
    names: ["what is printed is seen: dir"],
    reason:
      "What `console.dir` prints does not reach the output of workerd, so it is not checked there. Every other way of printing is.",
  },
];

export const isKnown = (consumer: string, finding: Finding): KnownLimit | undefined =>
  knownLimits.find(
    ({ consumers, group, names, posts }) =>
      consumers.includes(consumer) &&
      group === finding.group &&
      names.includes(finding.name) &&
      (posts === undefined || posts === finding.posts),
  );
