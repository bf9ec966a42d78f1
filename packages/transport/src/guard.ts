import { checkHeaders } from "./connect.ts";
import { ConfigurationError } from "./errors.ts";

/** The options that a call may have, whatever its path. */
const callOptionNames = new Set([
  "params",
  "body",
  "headers",
  "signal",
  "parseAs",
  "timeoutMs",
  "deadlineMs",
  "maxRetries",
]);
const methods = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"] as const;

interface Init {
  params?: { header?: object };
  headers?: unknown;
}

interface Answer {
  error?: unknown;
  response: Response;
}

type AnyCall = (path: string, init?: Init) => Promise<Answer>;

/**
 * Puts guards before and after the calls of openapi-fetch's client. Before: an option that would get round the client's own settings,
 * and a header whose value the runtime would print in its error, are refused. After: `error` is an object for every answer of failure,
 * an empty one where it has no JSON, so that it can be told from success.
 */
export function guardCalls<Client extends object>(client: Client): Client {
  const guarded = { ...client } as Record<string, unknown>;
  for (const method of methods) {
    const call = (client as Record<string, unknown>)[method] as AnyCall;
    guarded[method] = async (path: string, init: Init = {}) => {
      const unknown = Object.keys(init).find(
        (name) => !callOptionNames.has(name) && (init as Record<string, unknown>)[name] !== undefined,
      );
      if (unknown !== undefined)
        throw new ConfigurationError(`A call has no option "${unknown}".`, { option: unknown });
      checkHeaders(init.headers, []);
      checkHeaders(withoutUndefined(init.params?.header), []);
      const answer = await call(path, { ...init, params: { path: {}, ...init.params } } as Init);
      if (!answer.response.ok && (typeof answer.error !== "object" || answer.error === null))
        answer.error = {};
      return answer;
    };
  }
  return guarded as Client;
}

function withoutUndefined(headers: object | undefined): object {
  return Object.fromEntries(
    Object.entries(headers ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
}
