import { createLogger } from "@stoplight/prism-core";
import { getHttpOperationsFromSpec } from "@stoplight/prism-http";
import { createServer } from "@stoplight/prism-http-server";

export interface Mock {
  /** Without the path of the document's own servers: Prism serves the paths alone. */
  url: string;
  close(): Promise<void>;
}

/** Starts a Prism mock of an OpenAPI document, given as a file or an object, on a free port of the loopback interface. */
export async function startMock(openapi: string | object): Promise<Mock> {
  const operations = await getHttpOperationsFromSpec(openapi);
  const server = createServer(operations, {
    cors: false,
    components: { logger: createLogger("prism", { level: "silent" }) },
    config: {
      isProxy: false,
      upstreamProxy: undefined,
      checkSecurity: true,
      validateRequest: true,
      validateResponse: true,
      errors: false,
      mock: { dynamic: false },
    },
  });
  const url = await server.listen(0, "127.0.0.1");
  return { url, close: () => server.close() };
}
