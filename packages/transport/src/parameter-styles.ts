import {
  headerError,
  type ParameterProblem,
  type ParameterWriter,
  pathError,
  queryError,
  toQuery,
  toSegment,
} from "./parameters.ts";
import { toJson } from "./values.ts";

const delimiters: Readonly<Record<string, string>> = {
  spaceDelimited: " ",
  pipeDelimited: "|",
  tabDelimited: "\t",
};

/** Every style of OpenAPI 3.1, and the delimiters of Swagger 2.0. The table of an API that needs them brings them along. */
export const parameterStyles: ParameterWriter = {
  path(name, value, style, dates, write) {
    if (style === "json") return toSegment(name, toJson(value, dates));
    const isExploded = style.endsWith("*");
    const plain = isExploded ? style.slice(0, -1) : style;
    const prefix = plain === "label" ? "." : plain === "matrix" ? ";" : "";
    const own = plain === "matrix" ? `${encodeURIComponent(name)}=` : "";
    const fields = fieldsOf(name, value, style, pathError);
    if (!fields) return prefix + own + write(value);
    if (fields.length === 0) throw pathError(name, "is empty.");
    const items = fields.flatMap(([key, item]) => {
      if (key === undefined) return [(isExploded ? own : "") + write(item)];
      return isExploded ? [`${toSegment(name, key)}=${write(item)}`] : [toSegment(name, key), write(item)];
    });
    const delimiter = delimiters[plain];
    const joiner = delimiter ? encodeURIComponent(delimiter) : isExploded && prefix ? prefix : ",";
    return prefix + (isExploded ? "" : own) + items.join(joiner);
  },

  query(name, value, style, dates, write) {
    const own = toQuery(name, name);
    if (style === "json") return `${own}=${toQuery(name, toJson(value, dates))}`;
    const fields = fieldsOf(name, value, style, queryError);
    if (!fields) return `${own}=${write(value)}`;
    if (style === "deepObject") {
      if (Array.isArray(value)) throw queryError(name, "is an array, and is documented as an object.");
      return fields.map(([key, item]) => `${toQuery(name, `${name}[${key}]`)}=${write(item)}`).join("&");
    }
    if (style === "object*")
      return fields
        .map(([key, item]) => `${key === undefined ? own : toQuery(name, key)}=${write(item)}`)
        .join("&");
    if (fields.length === 0) return "";
    const items = fields.flatMap(([key, item]) =>
      key === undefined ? [write(item)] : [toQuery(name, key), write(item)],
    );
    const delimiter = delimiters[style];
    return `${own}=${items.join(delimiter === undefined ? "," : encodeURIComponent(delimiter))}`;
  },

  header(name, value, style, dates, write) {
    if (style === "json") return toJson(value, dates);
    const fields = fieldsOf(name, value, style, headerError);
    if (!fields) return write(value);
    const items = fields.flatMap(([key, item]) => {
      if (key === undefined) return [write(item)];
      return style === "simple*" ? [`${key}=${write(item)}`] : [key, write(item)];
    });
    return items.join(delimiters[style] ?? ",");
  },
};

/** The items of an array, or the fields of an object by their names; undefined for a value of its own. */
function fieldsOf(
  name: string,
  value: unknown,
  style: string,
  fail: ParameterProblem,
): [key: string | undefined, item: unknown][] | undefined {
  if (style === "unsupported") throw fail(name, "is documented in a form that cannot be sent.");
  if (Array.isArray(value)) return value.filter((item) => item != null).map((item) => [undefined, item]);
  if (typeof value !== "object" || value === null || value instanceof Date) return undefined;
  if (!/^\[object Object\]$/.test(Object.prototype.toString.call(value))) return undefined;
  return Object.entries(value).filter(([, item]) => item != null);
}
