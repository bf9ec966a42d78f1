import { BookingApiError } from "@booking-apis/transport";

/** What a step was for. */
export type LimiterAction = "acquire" | "release" | "renew" | "pause";

const actions: Readonly<Record<LimiterAction, string>> = {
  acquire: "let the attempt through",
  release: "report that an attempt ended",
  renew: "renew the lease of an attempt under way",
  pause: "pause the lane after a 429",
};

/**
 * The store of a shared limiter failed, was too slow, or replied with nonsense. The attempt was not sent: `outcome` is "rejected", unless
 * an earlier attempt of the same call may have taken effect. What the store's client threw may hold a host name or a password: it is kept
 * out of everything that prints the error, and `underlyingError` returns it.
 */
export class LimiterError extends BookingApiError {
  /** What could not be done. */
  declare readonly action: LimiterAction;

  override get kind(): "limiter" {
    return "limiter";
  }

  /** Whether the same call may succeed later: not if the store rejects the password or lacks the schema. */
  override get retryable(): boolean {
    return this.outcome !== "unknown" && !isLasting(this.code);
  }
}

/** Makes the error of a step that failed. */
export function limiterError(
  store: string,
  action: LimiterAction,
  problem: string | undefined,
  thrown: unknown,
): LimiterError {
  const code = codeOf(thrown);
  const happened = problem ?? `its client failed${code === undefined ? "" : ` with ${code}`}`;
  const consequence = action === "acquire" ? " This attempt was not sent." : "";
  return new LimiterError(
    `The limiter could not ${actions[action]}: ${store}: ${happened}.${consequence} ${adviceFor(code)}`,
    { action, code, ...(action === "acquire" && { outcome: "rejected" }) } as object,
    thrown,
  );
}

/** The first word of an error reply of Redis. */
const redisCodes =
  /^(?:ERR|NOAUTH|WRONGPASS|NOPERM|READONLY|OOM|LOADING|BUSY|CLUSTERDOWN|CROSSSLOT|MOVED|ASK|TRYAGAIN|MISCONF|MASTERDOWN|NOREPLICAS|WRONGTYPE|NOSCRIPT)\b/;

/** A code from a closed set of forms: a message may quote the password or the host. */
function codeOf(thrown: unknown): string | undefined {
  const { code, message } = Object(thrown) as { code?: unknown; message?: unknown };
  if (typeof code === "string" && /^(?:E[A-Z]{3,20}|ERR_[A-Z_]{3,40}|[0-9A-Z]{5})$/.test(code)) return code;
  return typeof message === "string" ? redisCodes.exec(message)?.[0] : undefined;
}

/** PostgreSQL: no such function or table, no such schema, a wrong password, a missing permission. */
const missing = /^(?:42883|42P01|3F000)$/;
const forbidden = /^(?:28000|28P01|42501|NOAUTH|WRONGPASS|NOPERM)$/;

function isLasting(code = ""): boolean {
  return missing.test(code) || forbidden.test(code);
}

function adviceFor(code = ""): string {
  if (missing.test(code)) return "Run postgresLimiterSchema in a migration, and check the search_path.";
  if (forbidden.test(code)) return "Check the user, the password and the permissions of the store's client.";
  return "Check that the store runs, that its client is connected, and how long it takes to reply.";
}
