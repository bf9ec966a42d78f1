import type { Group } from "./judge.ts";

/** What a runtime cannot do, and why. A failed check that is not here fails the command, and so does one here that no longer fails. */
export interface KnownLimit {
  /** The ids of the consumers. */
  consumers: string[];
  group: Group;
  /** The names of the checks. */
  names: string[];
  reason: string;
  /** It depends on timing: the checks may pass too. */
  sometimes?: true;
}

export const knownLimits: KnownLimit[] = [
  {
    consumers: ["chromium"],
    group: "once only",
    names: [
      "one POST: its connection closes",
      "one POST: a connection that was used before closes",
      "one POST: its response is cut off",
    ],
    reason:
      'When a connection that was used before closes without a response, Chromium itself sends a POST again over a new one, and no option of `fetch` prevents it. The error says `outcome: "unknown"`. A proxy that must not book twice recognizes the second POST by a reference of your own in its body.',
    sometimes: true,
  },
  {
    consumers: ["workerd"],
    group: "silence",
    names: ["what is printed is seen: dir"],
    reason:
      "What `console.dir` prints does not reach the output of workerd, so it is not checked there. Every other way of printing is.",
  },
];

export const isKnown = (consumer: string, group: string, name: string): KnownLimit | undefined =>
  knownLimits.find(
    (limit) => limit.consumers.includes(consumer) && limit.group === group && limit.names.includes(name),
  );
