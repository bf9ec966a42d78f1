export interface CapturedRequest {
  method: string;
  url: string;
  headers: Headers;
  /** The body as text; empty where none was sent. */
  body: string;
}

/** A fetch that notes what it is given before it sends it. */
export function createRecorder(send: typeof fetch = fetch): {
  fetch: typeof fetch;
  requests: CapturedRequest[];
} {
  const requests: CapturedRequest[] = [];
  return {
    requests,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const copy = request.clone();
      requests.push({ method: copy.method, url: copy.url, headers: copy.headers, body: await copy.text() });
      return send(request);
    },
  };
}
