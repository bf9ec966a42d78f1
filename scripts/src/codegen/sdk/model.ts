import { follow } from "../../json.ts";
import {
  type OpenApiDocument,
  type Operation,
  type OperationEntry,
  operationsOf,
  type Parameter,
  parametersOf,
  type RequestBody,
  type Response,
  type Schema,
} from "../../openapi.ts";
import { capitalize, identifier } from "../../words.ts";
import { isJson } from "../media-types.ts";
import type { SdkName } from "./names.ts";

/** An operation as a method of the SDK. */
export interface Method {
  entry: OperationEntry;
  name: SdkName;
  parameters: Parameter[];
}

/** Every operation of a document as a method, under these names by operationId. */
export function methodsOf(document: OpenApiDocument, names: ReadonlyMap<string, SdkName>): Method[] {
  return [...operationsOf(document)].map((entry) => ({
    entry,
    name: names.get(entry.operation.operationId as string) as SdkName,
    parameters: parametersOf(document, entry.operation.parameters, entry.pathItem.parameters),
  }));
}

/** `bookings.payments.list` */
export function fullName({ name }: Pick<Method, "name">): string {
  return [...name.resource, name.method].join(".");
}

export function typePrefix({ name }: Method): string {
  return [...name.resource, name.method].map(capitalize).join("");
}

export function queryParameters({ parameters }: Method): Parameter[] {
  return parameters.filter((parameter) => parameter.in === "query");
}

/** Optional header parameters are left to a call's options; required ones are arguments. */
export function headerArguments({
  parameters,
}: Method): { parameter: string; argument: string; schema: Schema | undefined }[] {
  return parameters
    .filter((parameter) => parameter.in === "header" && parameter.required)
    .map(({ name, schema }) => ({ parameter: name, argument: identifier(name), schema }));
}

export function bodyOf(document: OpenApiDocument, { requestBody }: Operation): RequestBody | undefined {
  return follow<RequestBody | undefined>(document, requestBody);
}

/** Whether a body is JSON in one of its forms. */
export function hasJson({ content = {} }: Pick<RequestBody | Response, "content">): boolean {
  return Object.keys(content).some(isJson);
}

/** The responses of a call that succeeds, at least one. */
export function successesOf(document: OpenApiDocument, { responses = {} }: Operation): Response[] {
  return Object.entries(responses)
    .filter(([status]) => status.startsWith("2"))
    .map(([, response]) => follow<Response>(document, response));
}
