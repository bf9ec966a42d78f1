// What the SDK and the tests of this repository need and users do not. Semver does not cover it.
export * from "./generated/operations.ts";
