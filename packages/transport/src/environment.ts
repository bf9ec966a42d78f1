interface Environment {
  process?: { env?: Record<string, string | undefined>; versions?: { node?: string } };
  navigator?: { userAgent?: string };
  Deno?: unknown;
}

const environment = globalThis as Environment;

/** The value of an environment variable. An environment that is not there, or that may not be read, is empty. */
export function fromEnvironment(name: string): string | undefined {
  try {
    return environment.process?.env?.[name];
  } catch {
    return undefined; // Deno without --allow-env.
  }
}

/**
 * Whether this is a page, a worker of a page, or a renderer of Electron without Node: everyone who runs it can read the keys. jsdom and
 * happy-dom run in Node and are not.
 */
export function isBrowser(): boolean {
  const { navigator, process } = environment;
  return (
    !process?.versions?.node && !("Deno" in environment) && /^Mozilla\//.test(navigator?.userAgent ?? "")
  );
}
