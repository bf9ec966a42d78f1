/**
 * The base of every error that this package makes. No field holds a key, a request, a response, a body or a
 * query string, so an error can be logged whole.
 */
export class TransportError extends Error {
  override get name(): string {
    return "TransportError";
  }

  /** Everything worth logging as plain data: `name`, `message`, the error's own fields and its `cause`. */
  toJSON(): Record<string, unknown> {
    return plain(this);
  }
}

/** An option has a value that cannot work. Thrown when a client is made, before any request. */
export class ConfigurationError extends TransportError {
  /** The name of the option, for example `baseUrl`. */
  readonly option: string;

  constructor(option: string, message: string) {
    super(message);
    this.option = option;
  }

  override get name(): string {
    return "ConfigurationError";
  }
}

/** A path parameter is missing or would leave its segment of the path. Nothing was sent. */
export class PathParameterError extends TransportError {
  /** The name of the parameter. Its value is not kept: it may identify a customer. */
  readonly parameter: string;
  /** The path template that was being filled. */
  readonly template: string;

  constructor(parameter: string, template: string, message: string) {
    super(message);
    this.parameter = parameter;
    this.template = template;
  }

  override get name(): string {
    return "PathParameterError";
  }
}

/** A request was not addressed to the API's own origin. Nothing was sent. */
export class OriginError extends TransportError {
  /** The only origin that requests may go to. */
  readonly expected: string;
  /** The origin that the request was for, or `undefined` if its URL could not be read. */
  readonly actual: string | undefined;

  constructor(expected: string, actual: string | undefined, message: string) {
    super(message);
    this.expected = expected;
    this.actual = actual;
  }

  override get name(): string {
    return "OriginError";
  }
}

/** The server answered with a redirect, which was not followed. */
export class RedirectError extends TransportError {
  /** The request's method. */
  readonly method: string;
  /** The request's URL without user info, query and hash. */
  readonly url: string;
  /** The HTTP status; 0 in a browser, which hides it. */
  readonly status: number;
  /** Where the redirect points: origin and path, without query. `undefined` if hidden or unreadable. */
  readonly location: string | undefined;

  constructor(
    fields: { method: string; url: string; status: number; location: string | undefined },
    message: string,
  ) {
    super(message);
    this.method = fields.method;
    this.url = fields.url;
    this.status = fields.status;
    this.location = fields.location;
  }

  override get name(): string {
    return "RedirectError";
  }
}

/** The underlying `fetch` threw: the server could not be reached, or the connection broke before an answer. */
export class ConnectionError extends TransportError {
  /** The request's method. */
  readonly method: string;
  /** The request's URL without user info, query and hash. */
  readonly url: string;
  /** The runtime's code, for example `ECONNREFUSED`, `ENOTFOUND`, `UND_ERR_CONNECT_TIMEOUT`; or `undefined`. */
  readonly code: string | undefined;

  constructor(
    fields: { method: string; url: string; code: string | undefined; cause: UnderlyingError },
    message: string,
  ) {
    super(message, { cause: fields.cause });
    this.method = fields.method;
    this.url = fields.url;
    this.code = fields.code;
  }

  override get name(): string {
    return "ConnectionError";
  }
}

/**
 * A safe copy of somebody else's error: its name, message and code, and copies of its `cause` and `errors`.
 * Nothing else is carried over, because other properties may hold headers or bodies.
 */
export class UnderlyingError extends Error {
  /** The runtime's code, if there is one: `ECONNREFUSED`. */
  declare readonly code?: string;
  /** Copies of the parts of an `AggregateError`. */
  declare readonly errors?: readonly UnderlyingError[];

  constructor(fields: {
    name: string;
    message: string;
    code?: string | undefined;
    errors?: readonly UnderlyingError[] | undefined;
    cause?: UnderlyingError | undefined;
  }) {
    super(fields.message, fields.cause && { cause: fields.cause });
    hide(this, "name", fields.name);
    hide(this, "stack", fields.message ? `${fields.name}: ${fields.message}` : fields.name);
    if (fields.code !== undefined) this.code = fields.code;
    if (fields.errors?.length) this.errors = fields.errors;
  }

  /** `name`, `message`, and where there are any, `code`, `errors` and `cause`. */
  toJSON(): Record<string, unknown> {
    return plain(this);
  }
}

function plain(error: Error): Record<string, unknown> {
  const json: Record<string, unknown> = { name: error.name, message: error.message };
  Object.assign(json, error);
  if (error.cause !== undefined) json.cause = error.cause;
  return json;
}

function hide(error: Error, property: string, value: string): void {
  Object.defineProperty(error, property, { value, enumerable: false, configurable: true, writable: true });
}
