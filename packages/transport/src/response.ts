/** The bytes of a response's body, and whether there were more than may be read. */
export interface ReadBody {
  bytes: Uint8Array<ArrayBuffer>;
  isCut: boolean;
}

const nothing = new Uint8Array(0);

/** Reads the body of a response, and no more than so many bytes of it, counted after decompression. */
export async function readBody(response: Response, mostBytes: number): Promise<ReadBody> {
  const { body } = response;
  if (!body)
    return { bytes: body === null ? nothing : new Uint8Array(await response.arrayBuffer()), isCut: false };
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { bytes: join(chunks, size), isCut: false };
    chunks.push(value);
    size += value.byteLength;
    if (size > mostBytes) {
      reader.cancel().catch(() => {});
      return { bytes: join(chunks, size).slice(0, mostBytes), isCut: true };
    }
  }
}

function join(chunks: Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  if (chunks.length === 1) return chunks[0] as Uint8Array<ArrayBuffer>;
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

let decoder: TextDecoder | undefined;

/** The text of a body, as `Response.text` decodes it. */
export function decode(bytes: Uint8Array): string {
  decoder ??= new TextDecoder();
  return decoder.decode(bytes);
}

/** Returns the object it is given, so that a subclass puts its private fields on that object. */
class Itself {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: that is what it is for
    return object;
  }
}

/**
 * What a response whose body was read gives to its readers. It is kept in private fields of the response: nothing prints them, and a
 * `WeakMap` costs more than all the rest of a call.
 */
class Served extends Itself {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #hadBody: boolean;
  #check: ((text: string) => void) | undefined;

  constructor(
    response: Response,
    bytes: Uint8Array<ArrayBuffer>,
    check: ((text: string) => void) | undefined,
    hadBody: boolean,
  ) {
    super(response);
    this.#bytes = bytes;
    this.#hadBody = hadBody;
    this.#check = check;
  }

  static isServed(response: object): boolean {
    return #bytes in response;
  }

  static bytesOf(response: object): Uint8Array<ArrayBuffer> {
    return (response as Served).#bytes;
  }

  static textOf(response: object): string {
    const served = response as Served;
    const text = decode(served.#bytes);
    served.#check?.(text);
    // A runtime may keep a response for long after its last use, and the check holds all of the call.
    served.#check = undefined;
    return text;
  }

  static bodyOf(response: object): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    const served = response as Served;
    return served.#hadBody ? new Response(served.#bytes.slice()).body : null;
  }

  static cloneOf(response: Response): Response {
    const served = response as unknown as Served;
    return serveBody(toResponse(response, served.#bytes), served.#bytes, served.#check);
  }
}

/**
 * Makes the readers of a response, whose body has been read, give that body, as often as they are called. The response stays the
 * runtime's own.
 *
 * @param check Is called by `text` and `json` before they give anything.
 */
export function serveBody(
  response: Response,
  bytes: Uint8Array<ArrayBuffer>,
  check?: (text: string) => void,
): Response {
  // A mock may give the same response twice.
  if (Served.isServed(response)) return serveBody(toResponse(response, bytes), bytes, check);
  new Served(response, bytes, check, response.body !== null);
  try {
    // Assigning costs half of what another prototype costs.
    response.text = readers.text;
    response.json = readers.json;
    response.arrayBuffer = readers.arrayBuffer;
    response.bytes = readers.bytes;
    response.blob = readers.blob;
    response.formData = readers.formData;
    response.clone = readers.clone;
  } catch {
    // A server framework may put a Response of its own in place of the runtime's, whose methods cannot be assigned.
    for (const [name, value] of Object.entries(readers))
      Object.defineProperty(response, name, { value, configurable: true, writable: true });
  }
  Object.defineProperty(response, "body", body);
  Object.defineProperty(response, "bodyUsed", bodyUsed);
  return response;
}

const readers = {
  async text(this: Response): Promise<string> {
    return Served.textOf(this);
  },
  async json(this: Response): Promise<unknown> {
    return JSON.parse(Served.textOf(this));
  },
  async arrayBuffer(this: Response): Promise<ArrayBuffer> {
    return Served.bytesOf(this).slice().buffer;
  },
  async bytes(this: Response): Promise<Uint8Array<ArrayBuffer>> {
    return Served.bytesOf(this).slice();
  },
  async blob(this: Response): Promise<Blob> {
    return new Blob([Served.bytesOf(this)], { type: this.headers.get("content-type") ?? "" });
  },
  formData(this: Response): Promise<FormData> {
    return toResponse(this, Served.bytesOf(this)).formData();
  },
  clone(this: Response): Response {
    return Served.cloneOf(this);
  },
};

const body: PropertyDescriptor & ThisType<Response> = {
  configurable: true,
  get() {
    return Served.bodyOf(this);
  },
};
const bodyUsed: PropertyDescriptor = { configurable: true, get: () => false };

/** An unread `Response` with the status and headers of another, and a body of these bytes. */
export function toResponse(response: Response, bytes: Uint8Array<ArrayBuffer>): Response {
  const { status, statusText, url, redirected } = response;
  const headers = new Headers(response.headers);
  // What was compressed or sent in chunks is neither any more.
  headers.delete("transfer-encoding");
  headers.delete("content-encoding");
  // A response to HEAD keeps the length that GET would have.
  if (bytes.byteLength > 0) headers.set("content-length", `${bytes.byteLength}`);
  const isEmpty = bytes.byteLength === 0 || status === 204 || status === 205 || status === 304;
  // The constructor rejects other statuses, and characters in statusText that a server may send.
  const copy = new Response(isEmpty ? null : bytes, { status: Math.min(599, status), headers });
  for (const [name, value] of Object.entries({ status, statusText, url, redirected }))
    Object.defineProperty(copy, name, { value });
  return copy;
}

/**
 * Origin and path of where a response redirects to; undefined for one that does not. Of the path only what looks like a word is shown:
 * the rest may be a key, or a customer.
 */
export function redirectTarget(response: Response, url: string): string | undefined {
  const { ok, status, redirected } = response;
  // A browser hides a redirect behind the status 0.
  if (!redirected && (ok || status === 304 || status >= 400)) return undefined;
  const location = redirected ? response.url : response.headers.get("location");
  if (location === null && response.type !== "opaqueredirect") return undefined;
  if (location === null || !URL.canParse(location, url)) return "somewhere that cannot be read";
  const { origin, protocol, pathname } = new URL(location, url);
  return origin === "null"
    ? protocol
    : origin + pathname.replace(/[^/]+/g, (part) => (/^[a-z._-]{1,20}\d?$/i.test(part) ? part : "*"));
}
