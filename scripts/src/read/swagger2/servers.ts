type Repair = (rule: string, message: string, path: (string | number)[]) => void;

/**
 * Fits `host`, `basePath` and `schemes`, in place, for the converter, which joins them as they are: a missing slash would make another
 * host of them.
 */
export function prepareServers(swagger: Record<string, unknown>, repair: Repair): void {
  const { host, basePath, schemes } = swagger;
  let path = typeof basePath === "string" ? basePath.trim().replace(/[?#].*$/, "") : "";
  if (typeof host === "string") {
    const [, scheme, name = "", rest = ""] =
      /^\s*(?:([a-z]+):)?(?:\/\/)?([^/?#\s]*)([^?#\s]*)/i.exec(withSlashes(host)) ?? [];
    path = `${rest.replace(/\/+$/, "")}/${path.replace(/^\/+/, "")}`;
    swagger.host = name;
    if (scheme !== undefined) swagger.schemes ??= [scheme.toLowerCase()];
    if (name !== host) repair("server", `The host ${JSON.stringify(host)} was taken for ${name}.`, ["host"]);
  }
  const plain = path === "" || path === "/" ? "" : `/${path.replace(/^\/+|\/+$/g, "")}`;
  if (typeof basePath === "string" && plain !== basePath.replace(/\/+$/, ""))
    repair("server", `The basePath ${JSON.stringify(basePath)} was taken for ${JSON.stringify(plain)}.`, [
      "basePath",
    ]);
  if (plain !== "") swagger.basePath = plain;
  else delete swagger.basePath;
  if (Array.isArray(schemes)) {
    const web = schemes.filter((scheme) => /^https?$/i.test(String(scheme)));
    if (web.length < schemes.length)
      repair("server", `Of the schemes ${schemes.join(", ")} a client speaks http and https alone.`, [
        "schemes",
      ]);
    swagger.schemes = web.length > 0 ? web : ["https"];
  }
}

/** `a.example:443` has no scheme. */
function withSlashes(host: string): string {
  return /^\s*[^/]+:\d+/.test(host) ? `//${host.trim()}` : host;
}
