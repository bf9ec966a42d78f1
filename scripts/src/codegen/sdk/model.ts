import { follow } from "../../json.ts";
import type { OpenApiDocument, Operation, OperationEntry, Parameter, RequestBody } from "../../openapi.ts";
import { capitalize, identifier } from "../../words.ts";
import type { SdkName } from "./names.ts";

/** An operation as a method of the SDK. */
export interface Method {
  entry: OperationEntry;
  name: SdkName;
  parameters: Parameter[];
}

export function typePrefix({ name }: Method): string {
  return [...name.resource, name.method].map(capitalize).join("");
}

export function queryParameters({ parameters }: Method): Parameter[] {
  return parameters.filter((parameter) => parameter.in === "query");
}

/** Optional header parameters are left to a call's options; required ones are arguments. */
export function headerArguments({ parameters }: Method): { parameter: string; argument: string }[] {
  return parameters
    .filter((parameter) => parameter.in === "header" && parameter.required)
    .map(({ name }) => ({ parameter: name, argument: identifier(name) }));
}

export function bodyOf(document: OpenApiDocument, { requestBody }: Operation): RequestBody | undefined {
  return follow<RequestBody | undefined>(document, requestBody);
}

export function isJson(body: RequestBody): boolean {
  return Object.keys(body.content).some((mediaType) => /\bjson\b/i.test(mediaType));
}

/** The media type of a body that the caller has to make, because it is not JSON. */
export function rawMediaType(document: OpenApiDocument, operation: Operation): string | undefined {
  const body = bodyOf(document, operation);
  return body && !isJson(body) ? Object.keys(body.content)[0] : undefined;
}
