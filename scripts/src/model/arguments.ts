import { type Parameter, templateNames } from "../openapi.ts";
import { capitalize, identifier } from "../words.ts";

/** A parameter that a method takes by its position. */
export interface Argument {
  name: string;
  parameter: Parameter;
}

/** Gives every argument of a method a valid name that no other argument has. */
export function argumentNames(): (preferred: string) => string {
  const used = new Set(["query", "options"]);
  return (preferred) => {
    const name = identifier(preferred) || "value";
    const plain = isReserved(name) ? `${name}Value` : name;
    let candidate = plain;
    for (let suffix = 2; used.has(candidate); suffix++) candidate = `${plain}${suffix}`;
    used.add(candidate);
    return candidate;
  };
}

/** Whether the language does not allow the name for an argument in a class. */
function isReserved(name: string): boolean {
  try {
    new Function(`"use strict"; (${name}) => ${name}`);
    return name === "await";
  } catch {
    return true;
  }
}

/**
 * What to call the parameters of a path. One of several that is named `id` alone says whose it is: `customerId` for the one after
 * `/customers`. The document's `x-name` overrides that.
 */
export function pathArguments(
  path: string,
  parameters: Parameter[],
  naming: (preferred: string) => string,
): Argument[] {
  const names = templateNames(path);
  return names.map((name) => {
    const parameter = parameters.find((candidate) => candidate.in === "path" && candidate.name === name) ?? {
      name,
      in: "path",
    };
    const given = parameter["x-name"] as string | undefined;
    const owner = new RegExp(`([^/{}]+)/\\{${name.replace(/[$^.*+?()[\]\\|]/g, "\\$&")}\\}`).exec(path)?.[1];
    const isVague = names.length > 1 && /^id$/i.test(name) && owner !== undefined;
    const preferred = given ?? (isVague ? `${singular(identifier(owner))}Id` : name);
    return { name: naming(preferred), parameter };
  });
}

/** `customers` -> `customer`, `linkedPeople` -> `linkedPerson`, `categories` -> `category` */
function singular(noun: string): string {
  return noun
    .replace(/people$/, "person")
    .replace(/People$/, "Person")
    .replace(/ies$/, "y")
    .replace(/(ss|sh|ch|x)es$/, "$1")
    .replace(/([^s])s$/, "$1");
}

/** `["bookings", "list"]` -> `BookingsList` */
export function typePrefix(names: readonly string[]): string {
  return names.map(capitalize).join("");
}
