// What every measurement shares: the same arguments, the same statistics, JSON to its parent.
import { parseArgs } from "node:util";
import { loadPeers, peerIds } from "../peers/all.ts";
import type { Peer } from "../peers/peer.ts";

/** A median of several runs, with the quarter below and above it. */
export interface Figure {
  median: number;
  low: number;
  high: number;
}

/** By client, then by what was measured. */
export type Figures = Record<string, Record<string, Figure>>;

export interface Run {
  isQuick: boolean;
  peers: Map<string, Peer>;
}

/** The arguments with which `run.ts` starts a measurement: `--quick`, and the clients to measure. */
export async function runOfArguments(): Promise<Run> {
  const { values, positionals } = parseArgs({
    options: { quick: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  return { isQuick: values.quick, peers: await loadPeers(positionals.length > 0 ? positionals : peerIds) };
}

export function print(result: unknown): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

export function figure(values: readonly number[]): Figure {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) => {
    const position = (sorted.length - 1) * part;
    const [below = Number.NaN, above = below] = sorted.slice(Math.floor(position));
    return below + (above - below) * (position % 1);
  };
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

export function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** The values of a round in which each client had its turn. */
export type Samples = Map<string, number[]>;

/**
 * All clients in turn, in another order each round, so that none always follows the same one, and a machine that slows down slows all.
 *
 * @returns By client, what each counted round gave.
 */
export async function inTurns(
  ids: readonly string[],
  { rounds, warmUp = 0 }: { rounds: number; warmUp?: number },
  measure: (id: string) => number | Promise<number>,
): Promise<Samples> {
  const samples: Samples = new Map();
  for (let round = -warmUp; round < rounds; round++)
    for (const id of shuffled(ids)) {
      const value = await measure(id);
      if (round >= 0) samples.set(id, [...(samples.get(id) ?? []), value]);
    }
  return samples;
}
