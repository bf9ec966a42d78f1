export * from "./check.ts";
export * from "./contract.ts";
export * from "./mock.ts";
export * from "./recorder.ts";
export * from "./samples.ts";
export * from "./spec.ts";
export { createValidators } from "./validate.ts";
