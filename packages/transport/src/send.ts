import {
  type BookingApiError,
  ConnectionError,
  callError,
  type ErrorFields,
  FetchError,
  isBookingApiError,
  MalformedResponseError,
  optionError,
  RedirectError,
  TimeoutError,
} from "./errors.ts";
import { classify } from "./faults.ts";
import { type CallEvent, type Hooks, notify } from "./hooks.ts";
import type { Limiter } from "./limiter.ts";
import { checkFunction } from "./option-checks.ts";
import { type AllLimits, checkHooks, defaultLimits, limitsOf, type SendOptions } from "./options.ts";
import { decode, type ReadBody, readBody, redirectTarget } from "./response.ts";
import {
  delayBefore,
  type Ending,
  isIdempotent,
  isRetryable,
  isSafe,
  mayHaveActed,
  readRetryAfter,
} from "./retry.ts";
import { type Clock, type Signals, systemClock, throwIfAborted, timedOut, wait, within } from "./time.ts";

/** The largest body of an error response that is kept. */
const mostErrorBytes = 1_048_576;

/** A server that asks for more may mean something else, such as milliseconds: it is asked again after this time. */
const longestPauseMs = 300_000;

/** One request, ready to be sent as often as it takes. */
export interface Outgoing {
  /** The HTTP method, in capitals. */
  method: string;
  /** The whole URL, on the API's own origin. */
  url: string;
  /** Everything that is sent, keys included. */
  headers: Headers | Record<string, string>;
  /** The body as it is sent. */
  body?: RequestInit["body"] | undefined;
  /** The body can be read only once. */
  isStream?: boolean | undefined;
  /** What errors and hooks show instead of the URL. */
  path: string;
  /** It changes nothing on the server, though its method says otherwise. */
  safe?: boolean | undefined;
  /** Abort the call; it then rejects with the signal's reason. */
  signals: Signals;
  /** Limits of this call, in place of those of all. */
  limits?: Partial<AllLimits> | undefined;
  /** The lane that the limiter counts it in. */
  lane?: (() => Promise<string>) | undefined;
  /** Holds how many attempts there were, as it changes. */
  call: CallState;
}

/** What becomes of a call while it is sent. */
export interface CallState {
  /** When it began. */
  startedAt: number;
  attempts: number;
}

/** A response, read to its end. */
export interface Incoming {
  /** The response, for its status and headers. */
  response: Response;
  /** Its body. That of an error response is cut at 1 MiB. */
  bytes: ReadBody["bytes"];
  /** What an error that is made of this response knows of the call. */
  call: ErrorFields & { attempts: number };
}

/** Sends a request until there is a response to give or no hope for one. */
export type Send = (request: Outgoing) => Promise<Incoming>;

/**
 * Makes the function that sends requests to one origin: with a time limit for each attempt that covers the body, a deadline over all of
 * them, and retries where they are safe. It resolves to a response of any status, except for redirects.
 *
 * @throws {ConfigurationError} for an option that cannot work.
 */
export function createSend(origin: string, options: SendOptions): Send {
  const { fetch, hooks = {}, limiter, account, clock = systemClock, random = Math.random } = options;
  checkFunction("fetch", fetch);
  checkHooks(hooks);
  if (limiter !== undefined && typeof limiter?.acquire !== "function")
    throw optionError("limiter", "must have a method acquire: use createLimiter.");
  const limits = { ...defaultLimits, ...limitsOf(options) };
  const sender: Sender = {
    origin,
    host: hostOf(origin),
    fetch,
    hooks,
    limiter,
    account,
    clock,
    random,
    limits,
  };
  return (request) => new Sending(sender, request).run();
}

/** What all requests to one origin have in common. */
interface Sender extends Pick<SendOptions, "fetch" | "limiter" | "account"> {
  origin: string;
  host: string;
  hooks: Hooks;
  clock: Clock;
  random: () => number;
  limits: AllLimits;
}

/** One attempt, which ended with a response or without. */
interface Attempt {
  ending: Ending;
  response?: Response;
  body?: ReadBody;
  thrown?: unknown;
  /** Where it was redirected to. */
  location?: string | undefined;
}

/** The attempts of one call. */
class Sending {
  readonly #sender: Sender;
  readonly #request: Outgoing;
  readonly #limits: AllLimits;
  readonly #isRepeatable: boolean;
  /** The key of the limiter's lane. */
  #lane = "";
  /** The server may have acted on an attempt. */
  #hasActed = false;

  constructor(sender: Sender, request: Outgoing) {
    this.#sender = sender;
    this.#request = request;
    this.#limits = request.limits ? { ...sender.limits, ...request.limits } : sender.limits;
    this.#isRepeatable = !request.isStream && (request.safe === true || isIdempotent(request.method));
  }

  async run(): Promise<Incoming> {
    const { hooks, limiter, random } = this.#sender;
    const { signals, isStream, call, lane } = this.#request;
    if (limiter && lane) this.#lane = await lane();
    for (;;) {
      const release = limiter && (await this.#admit(limiter));
      let attempt: Attempt;
      let retryAfterMs: number | undefined;
      let delayMs: number;
      try {
        attempt = await this.#attempt();
        const { ending, response, body } = attempt;
        this.#hasActed ||= mayHaveActed(ending);
        if (response && body) {
          this.#throwIfUnusable(attempt, response, body);
          if (response.ok)
            return { response, bytes: body.bytes, call: this.#fields({ status: response.status }) };
          retryAfterMs = readRetryAfter(response, () => decode(body.bytes), this.#sender.clock.now());
        } else {
          throwIfAborted(signals);
          if ("kind" in ending && ending.kind === "framework") throw attempt.thrown;
        }
        delayMs = delayBefore(call.attempts, retryAfterMs, random());
        // Before the place is free, or the next attempt would still be sent.
        if ("status" in ending && ending.status === 429)
          limiter?.pause?.(this.#lane, Math.min(delayMs, longestPauseMs));
      } finally {
        release?.();
      }
      const { ending, response, body } = attempt;
      const isRetried =
        call.attempts <= this.#limits.maxRetries &&
        !isStream &&
        isRetryable(ending, this.#isRepeatable) &&
        // A wait that is longer than the time left would end in a timeout anyway.
        delayMs < this.#left();
      if (!isRetried) {
        if (response && body)
          return {
            response,
            bytes: body.bytes,
            call: this.#fields({ status: response.status, retryAfterMs }),
          };
        throw this.#errorOf(attempt);
      }
      const why = "status" in ending ? { status: ending.status } : { code: codeOf(ending) };
      this.#report(hooks.onRetry, { ...why, delayMs });
      await wait(delayMs, this.#sender.clock, signals);
    }
  }

  /** What is left until the deadline, in milliseconds. */
  #left(): number {
    return this.#request.call.startedAt + this.#limits.deadlineMs - this.#sender.clock.now();
  }

  /** Waits for the limiter. */
  async #admit(limiter: Limiter): Promise<() => void> {
    const { signals } = this.#request;
    try {
      return await within(this.#left(), this.#sender.clock, signals, async (stopped) => {
        const release = await limiter.acquire(this.#lane, stopped);
        // It may have come too late, when nothing waits for it any more.
        if (stopped.aborted) release();
        return release;
      });
    } catch (reason) {
      throwIfAborted(signals);
      if (reason === timedOut)
        throw this.#timeout("deadlineMs", "was not sent before its deadline: the limiter held it back");
      throw isBookingApiError(reason) ? Object.assign(reason, this.#fields()) : reason;
    }
  }

  /** Sends the request once, and reads its response. */
  async #attempt(): Promise<Attempt> {
    const { hooks, clock } = this.#sender;
    const { signals, call } = this.#request;
    const { timeoutMs } = this.#limits;
    const left = this.#left();
    // Nothing is sent after the deadline, whatever came late.
    if (left <= 0) throw this.#timeout("deadlineMs", "was not sent before its deadline");
    if (!this.#sender.fetch && typeof globalThis.fetch !== "function")
      throw callError(
        FetchError,
        this.#fields(),
        "cannot be sent: this runtime has no fetch. Pass one as an option.",
      );
    throwIfAborted(signals);
    call.attempts++;
    this.#report(hooks.onRequest);
    const sentAt = clock.now();
    try {
      const attempt = await within(Math.min(timeoutMs, left), clock, signals, (stopped) =>
        this.#send(stopped),
      );
      if (hooks.onResponse)
        this.#report(hooks.onResponse, {
          status: (attempt.response as Response).status,
          durationMs: clock.now() - sentAt,
        });
      return attempt;
    } catch (thrown) {
      const limit = timeoutMs < left ? "timeoutMs" : "deadlineMs";
      const ending: Ending = thrown === timedOut ? { kind: "timeout", limit } : classify(thrown);
      const code = signals.some((signal) => signal?.aborted) ? "aborted" : codeOf(ending);
      this.#report(hooks.onAttemptError, { code, durationMs: clock.now() - sentAt });
      return { ending, thrown };
    }
  }

  async #send(stopped: AbortSignal): Promise<Attempt> {
    const { method, url, headers, body, isStream } = this.#request;
    const init: RequestInit = { method, headers, redirect: "manual", signal: stopped };
    if (noStore()) init.cache = "no-store";
    if (body != null) init.body = body;
    if (isStream) (init as { duplex?: string }).duplex = "half";
    else if (!this.#isRepeatable && isDeno()) init.body = unrepeatable(body, headers);
    const response = await (this.#sender.fetch ?? globalThis.fetch)(url, init);
    const location = redirectTarget(response, url);
    const isUnread = stopped.aborted || location !== undefined;
    if (isUnread) response.body?.cancel().catch(() => {});
    const { maxResponseBytes } = this.#limits;
    const most = response.ok ? maxResponseBytes : Math.min(maxResponseBytes, mostErrorBytes);
    return {
      ending: { status: response.status },
      response,
      location,
      body: isUnread ? { bytes: new Uint8Array(0), isCut: false } : await readBody(response, most),
    };
  }

  #throwIfUnusable({ location }: Attempt, { ok, status, redirected }: Response, { isCut }: ReadBody): void {
    if (location !== undefined)
      throw callError(
        RedirectError,
        this.#fields({ status, location }),
        `was redirected to ${location}, which ${redirected ? "the fetch option followed: the keys may have traveled along." : "was not followed: the keys would travel along. If the API has moved there, change baseUrl."}`,
      );
    if (ok && isCut)
      throw callError(
        MalformedResponseError,
        this.#fields({ status }),
        `returned ${status} with a body of more than ${this.#limits.maxResponseBytes} bytes (maxResponseBytes).`,
      );
  }

  #errorOf({ ending, thrown }: Attempt): BookingApiError {
    if ("kind" in ending && ending.kind === "timeout")
      return this.#timeout(ending.limit, "timed out before the response was complete");
    if ("kind" in ending && ending.kind === "foreign")
      return callError(
        FetchError,
        this.#fields(),
        `failed: fetch threw ${ending.className}, which is not an error of the network.`,
        thrown,
      );
    const code = codeOf(ending);
    return callError(
      ConnectionError,
      this.#fields({ code }),
      `got no response${code ? ` (${code})` : ""}.`,
      thrown,
    );
  }

  #timeout(limit: "timeoutMs" | "deadlineMs", happened: string): TimeoutError {
    return callError(
      TimeoutError,
      this.#fields({ limit }),
      `${happened} (${limit}: ${this.#limits[limit]}).`,
    );
  }

  /** What an error knows of the call. */
  #fields(details?: ErrorFields): Incoming["call"] {
    const { host, account } = this.#sender;
    const { method, path, call, safe } = this.#request;
    const changesNothing = safe === true || isSafe(method);
    const outcome = this.#hasActed && !changesNothing ? "unknown" : "rejected";
    return { ...details, method, path, host, account, attempts: call.attempts, outcome };
  }

  #report<Event extends CallEvent>(
    hook: ((event: Event) => void) | undefined,
    details?: Omit<Event, keyof CallEvent>,
  ): void {
    if (!hook) return;
    const { origin, account } = this.#sender;
    const { method, path, call } = this.#request;
    const event = { method, path, origin, ...(account !== undefined && { account }), attempt: call.attempts };
    notify(hook, { ...event, ...details } as Event);
  }
}

function codeOf(ending: Ending): string | undefined {
  if ("status" in ending) return undefined;
  if (ending.kind === "network") return ending.code;
  return ending.kind === "foreign" ? ending.className : ending.kind;
}

/** `api.bookeo.com:443` */
export function hostOf(origin: string): string {
  const { hostname, port, protocol } = new URL(origin);
  return `${hostname}:${port || (protocol === "http:" ? 80 : 443)}`;
}

let knowsNoStore: boolean | undefined;

/** Whether `cache: "no-store"` can be said: some runtimes throw for an option that they do not know. */
function noStore(): boolean {
  if (knowsNoStore === undefined) {
    try {
      new Request("https://localhost/", { cache: "no-store" });
      knowsNoStore = true;
    } catch {
      knowsNoStore = false;
    }
  }
  return knowsNoStore;
}

function isDeno(): boolean {
  return "Deno" in globalThis;
}

/** Deno's fetch sends a POST again by itself over a new connection, unless its body is a Blob. */
function unrepeatable(body: Outgoing["body"], headers: Outgoing["headers"]): BodyInit {
  const isBytes =
    body == null || typeof body === "string" || body instanceof ArrayBuffer || ArrayBuffer.isView(body);
  if (!isBytes) return body;
  const type = headers instanceof Headers ? headers.get("content-type") : headers["content-type"];
  return new Blob(body == null ? [] : [body as BlobPart], type ? { type } : {});
}
