import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeFailure, readBytes } from "../src/failure.ts";
import { regenerate } from "../src/regenerate.ts";
import { recorder } from "./support.ts";
import { emptyTree } from "./tree.ts";

function caught(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error("it passed without an error");
}

test("a file that cannot be read is named, with the reason", () => {
  const tree = emptyTree({ file: "" });
  mkdirSync(join(tree, "folder"));
  const message = (path: string) => describeFailure(caught(() => readBytes(join(tree, path))))?.message;
  expect(message("folder")).toBe(`${tree}/folder cannot be read or opened: it is a folder.`);
  expect(message("nowhere")).toBe(`${tree}/nowhere cannot be read or opened: it does not exist.`);
  expect(message("file/below")).toBe(
    `${tree}/file/below cannot be read or opened: a part of its path is a file.`,
  );
});

test("a file that cannot be written is named, with the reason", () => {
  const tree = emptyTree({ file: "" });
  expect(describeFailure(caught(() => mkdirSync(join(tree, "file/below"))))).toEqual({
    message: `${tree}/file/below cannot be written: a part of its path is a file.`,
    exitCode: 1,
  });
  // Root may write everywhere: these are as Node throws them for others.
  const failed = (code: string, syscall: string) =>
    describeFailure(Object.assign(new Error(code), { code, syscall, path: `${tree}/a.ts.77.tmp` }))?.message;
  expect(failed("EROFS", "mkdir")).toBe(`${tree}/a.ts cannot be written: the file system is read-only.`);
  expect(failed("EACCES", "rename")).toBe(`${tree}/a.ts cannot be written: permission is denied.`);
});

test("a fault of ours is not one of these, and keeps its stack", () => {
  expect(describeFailure(new TypeError("x is not a function"))).toBeUndefined();
  expect(describeFailure("thrown")).toBeUndefined();
});

test("a command says it in one message and writes nothing", async () => {
  const tree = emptyTree();
  mkdirSync(join(tree, "specs/boats/overlay.yaml"), { recursive: true });
  writeFileSync(join(tree, "specs/boats/source.yaml"), "swagger: '2.0'\n");
  const stderr = recorder();
  expect(await regenerate([], { root: tree, stdout: recorder(), stderr })).toBe(1);
  expect(stderr.text).toBe(
    `\n${tree}/specs/boats/overlay.yaml cannot be read or opened: it is a folder.\n\nNothing was written.\n`,
  );
});
