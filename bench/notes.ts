// Why we are behind where we are; shown beside the figure, and only while we are behind.

/** By the name of a figure. */
export const reasons: Readonly<Record<string, string>> = {
  "stub, ratio":
    "Ours checks every argument and option by name, holds a timeout and a deadline, reads the body within its limit of bytes, and checks it against what the document promises; a profile shows no single step that costs much. Over HTTP this is a small part of a call.",
  "one by one, ratio":
    "openapi-fetch is within ours. Of what is above it, the time limit of each attempt (a timer, an abort signal and a promise) is about half. stripe does not use fetch but node:http.",
  "50 at once, ratio":
    "openapi-fetch is within ours. Of what is above it, the time limit of each attempt is about a third; the rest is spread over the checks and the garbage that they leave, which costs more while 50 calls hold theirs. Reading the body in chunks, so that a size limit can stop it, costs nothing. stripe does not use fetch but node:http, which does less for each request.",
  "allocated, kB":
    "The same checks as in the time over a stub; ofetch and openapi-fetch have neither timeouts nor limits by default.",
  "import, ms":
    "Node resolves and reads every file of a package: the SDK is more than 50 files with the packages below it, our client more than 30, the others few. Bundled into one file, the SDK takes about a fifth of this, so a bundled program does not pay it.",
  "one call, kB":
    "The code behind the promises below (keys, retries, deadlines, typed errors, paging that loses no page) and a table of every operation; the bundler cannot leave operations out, because methods are looked up in that table. openapi-fetch is within ours.",
  "everything, kB": "As for one call; webhooks, changes and hooks come on top.",
  instantiations:
    "Our client's paths are typed as openapi-fetch types them, from strings; the SDK's methods name their types.",
  "check, s":
    "Our client's paths are typed as openapi-fetch types them, from strings; the SDK's methods name their types.",
  "pages, s":
    "The time of a call, 10,000 times. The SDK also checks each page against the one before it, so that none is lost or repeated.",
  "pages, MB":
    "Garbage that is not collected yet, most of it of fetch: raw fetch has nearly as much. stripe does not use fetch.",
};

/** By the name of a probe. */
export const probeNotes: Readonly<Record<string, string>> = {
  "stalled body":
    "ofetch's own `timeout` ends when the headers arrive; a signal does not. Left alone for longer, others end too: Node's fetch gives up on a silent body after 300 s, and openai after its 10 minutes. Ours repeat a GET that timed out, twice, and end at their deadline of 60 s.",
  "POST on 503":
    "stripe sends an Idempotency-Key, which makes this safe with a server that honors it; Bookeo does not document one.",
  "keys on redirect":
    "Fetch drops `Authorization` on such a redirect, but not the API's own headers, which is where this API has its keys.",
  "`..` as an id":
    "encodeURIComponent leaves `..` as it is, and a URL resolves it. openai's own methods reject it; a path that is passed to its `get` is the caller's.",
  "update keeps fields":
    "Only a client that knows the API can read before it writes. Our client sends what it is given, as the others do; the SDK's `update` reads first. stripe cannot send a PUT.",
};
