import { pascalCase } from "../words.ts";

/**
 * Names that a generated type cannot have, by why: it would hide them where generated code means them, or be hidden by them where a
 * user imports it. A test compares the exports with the packages'.
 */
const reserved: Readonly<Record<string, string>> = {
  "is a keyword of TypeScript":
    "any as asserts async await bigint boolean break case catch class const continue debugger declare default delete do else enum export extends false finally for from function get if implements import in infer instanceof interface is keyof let module namespace never new null number object of package private protected public readonly require return satisfies set static string super switch symbol this throw true try type typeof undefined unique unknown var void while with yield",
  "is a type of the language or the platform that generated code uses":
    "Array ArrayBuffer Blob BodyInit Boolean Date Error Exclude Extract File FormData Function Map Number Object Omit Partial Promise Readonly ReadonlyArray Record RequestInit Set String Symbol URLSearchParams ReadableStream NonNullable",
  "is declared beside the types": "paths webhooks components operations $defs WithRequired OneOf XOR Without",
  "is exported by a client":
    "BookingApiError ConfigurationError ConnectionError ErrorHint ErrorKind FetchError Hooks Limiter MalformedResponseError OriginError Outcome PathParameterError RedirectError TimeoutError createLimiter isBookingApiError underlyingError",
  "is exported by the SDK":
    "AttemptErrorEvent AuthenticationError BookeoWebhook BookeoWebhookDomain BookeoWebhookEvent BookeoWebhookHandler BookeoWebhookHandlerOptions BookeoWebhookHandlers BookeoWebhookItems BookeoWebhookName BookeoWebhookRequest BookeoWebhookType BookingChangesCursor BookingChangesOptions BookingChangesPage BookingOutcomeError Call CallEvent CallOptions Changes Clock ConflictError CreateBookingOnceOptions Cursor ErrorEvent Failed FailureStatus Fake FakeCall FakeDescription FakeFailure FakeFailureReply FakeHandler FakeItems FakeMethod FakeMethods FakeOptions FakeReply FakeResponse FindBookingOptions Having HttpError IncompleteReadError LimiterOptions ListRequests ListingProgress LogLevel NamedBookeoWebhookEvent NotFoundError Ok OtherMethod OtherOperation Overrides PagedCall PagesOptions PermissionError RateLimitError RequestListOptions RequestOptions Requests Resources ResponseEvent ResumablePage RetryEvent ServerError SignWebhookOptions SignedWebhook SpanLike Table TestClock ToArrayOptions TracerLike ValidationError VerifyWebhookOptions WebhookError WebhookProblem WebhookStore bookeoWebhookNames bookeoWebhooks bookingChanges consoleHooks createBookeoWebhookHandler createBookingOnce createMemoryWebhookStore createTestClock findBookingByExternalRef isHttpError openTelemetryHooks signBookeoWebhook verifyBookeoWebhook",
};

const reasons = new Map(
  Object.entries(reserved).flatMap(([reason, names]) =>
    names.split(" ").map((name): [string, string] => [name, reason]),
  ),
);

/** Why a generated type cannot have a name; undefined where it can. */
export function whyReserved(name: string, api: string): string | undefined {
  const reason = reasons.get(name);
  if (reason) return reason;
  const client = pascal(api);
  const exported = [client, `${client}Client`, `Fake${client}`].flatMap((each) => [
    each,
    `${each}Options`,
    `create${each}`,
  ]);
  return exported.includes(name) ? "is exported by a package of this API" : undefined;
}

/** The names of everything that is generated for an API as a type, each once. */
export class TypeNames {
  readonly #api: string;
  readonly #used = new Set<string>();

  constructor(api: string) {
    this.#api = api;
  }

  /**
   * Names the schemas: each as the document does where that can be the name of a type, else in PascalCase. The former are served first,
   * so that none of them changes with the others.
   *
   * @returns The names by schema, and of those that had to change, why.
   */
  nameSchemas(schemas: readonly string[]): { names: Map<string, string>; renamed: Map<string, string> } {
    const isOwn = (schema: string) => isPlain(schema) && whyReserved(schema, this.#api) === undefined;
    for (const schema of schemas) if (isOwn(schema)) this.#used.add(schema);
    const renamed = new Map<string, string>();
    const names = schemas.map((schema): [string, string] => {
      if (isOwn(schema)) return [schema, schema];
      renamed.set(
        schema,
        isPlain(schema) ? (whyReserved(schema, this.#api) as string) : "cannot be the name of a type",
      );
      return [schema, this.claim(pascal(schema) || "Schema")];
    });
    return { names: new Map(names), renamed };
  }

  /** A name that nothing else has: the preferred one, with `Schema` at its end where that is reserved, with a number where it is used. */
  claim(preferred: string): string {
    const plain = whyReserved(preferred, this.#api) ? `${preferred}Schema` : preferred;
    let candidate = plain;
    for (let suffix = 2; this.#used.has(candidate); suffix++) candidate = `${plain}${suffix}`;
    this.#used.add(candidate);
    return candidate;
  }
}

function isPlain(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}

function pascal(text: string): string {
  const name = pascalCase(text);
  return /^\d/.test(name) ? `_${name}` : name;
}
