import { fork } from "node:child_process";
import { once } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import { fileURLToPath } from "node:url";

/** `pages` sets how many pages a listing has. */
export type Message = "clear" | "log" | { pages: number };

/** A request as it came in. `url` is what the request line has. */
export interface Logged {
  origin: "main" | "other";
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
}

export interface ServerState {
  log: Logged[];
  /** The customer that `PUT` replaces. */
  stored: unknown;
  endlessSent: number;
}

export interface Server {
  origin: string;
  ask(message: Message): Promise<ServerState>;
  close(): void;
}

/** Starts `server.ts` in a process of its own, so that its work is not counted as a client's. */
export async function startServer(): Promise<Server> {
  const child = fork(fileURLToPath(new URL("server.ts", import.meta.url)), { execArgv: [] });
  const [{ main }] = (await once(child, "message")) as [{ main: string }];
  return {
    origin: main,
    async ask(message) {
      child.send(message);
      const [state] = (await once(child, "message")) as [ServerState];
      return state;
    },
    close: () => child.disconnect(),
  };
}
