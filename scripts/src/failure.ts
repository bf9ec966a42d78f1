import { readFileSync } from "node:fs";
import { DocumentError } from "./problem.ts";

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  ENOENT: "it does not exist",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is a file",
};

/** The message and exit code for an error caused by a document, a call or the disk; undefined for a bug in this program. */
export function describeFailure(error: unknown): { message: string; exitCode: 1 | 2 } | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.name === "UsageError") return { message: error.message, exitCode: 2 };
  if (error instanceof DocumentError || /^(?:CheckError|GeneratedCodeError)$/.test(error.name))
    return { message: error.message, exitCode: 1 };
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || path === undefined || syscall === undefined) return undefined;
  const action = /^(?:open|read|scandir|stat|lstat|readlink)$/.test(syscall) ? "read or opened" : "written";
  return {
    message: `${path.replace(/\.\d+\.tmp$/, "")} cannot be ${action}: ${reasons[code] ?? error.message}.`,
    exitCode: 1,
  };
}

/** The bytes of a file. Node's own error does not name the path when it is a folder. */
export function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw Object.assign(error as Error, { path });
  }
}
