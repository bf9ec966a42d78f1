import type { LimiterReply, LimiterStep, LimiterStore } from "./store.ts";

/** Why a step failed. */
export interface Failure {
  /** What is known of it, if it was not the store's client that failed. */
  problem?: string;
  thrown?: unknown;
}

/** Has the store do a step, within the time that it may take. */
export async function ask(
  store: LimiterStore,
  lane: string,
  step: LimiterStep,
  timeoutMs: number,
): Promise<LimiterReply | Failure> {
  let cancel = () => {};
  try {
    const reply = await Promise.race([
      store.step(lane, step),
      new Promise<undefined>((resolve) => {
        cancel = after(timeoutMs, step.asked > 0, () => resolve(undefined));
      }),
    ]);
    if (reply === undefined) return { problem: `it did not reply within ${timeoutMs} ms (storeTimeoutMs)` };
    const { granted, waitMs } = Object(reply) as LimiterReply;
    if (Number.isInteger(granted) && granted >= 0 && granted <= step.asked && Number.isFinite(waitMs))
      return { granted, waitMs };
    return { problem: "its reply is not one of the limiter's script or procedure" };
  } catch (thrown) {
    return { thrown };
  } finally {
    cancel();
  }
}

/** Sets a timer; returns a function that calls it off. */
export function after(ms: number, keepsProcessAlive: boolean, callback: () => void): () => void {
  const timer: unknown = setTimeout(callback, Math.min(ms, 2147483647));
  if (!keepsProcessAlive) (timer as { unref?(): void }).unref?.();
  return () => clearTimeout(timer as number);
}
