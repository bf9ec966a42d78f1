import { expect, test } from "vitest";
import { startProgress } from "../src/progress.ts";
import { recorder } from "./support.ts";

function print(isTTY: boolean): string {
  const output = recorder(isTTY);
  const progress = startProgress(output, "boats");
  progress.step("read", "2 paths");
  progress.step("check", "0 problems");
  progress.done("4 files");
  return output.text.replaceAll(/\d+\.\d s/g, "0.0 s");
}

test("in a log every step is a line, without characters that only a terminal understands", () => {
  expect(print(false)).toBe(
    "boats      read     2 paths\nboats      check    0 problems\nboats      done     4 files, 0.0 s\n",
  );
});

test("on a terminal one line grows, and ends with the outcome", () => {
  const text = print(true);
  expect(text.split("\n")).toHaveLength(2);
  expect(text.split("\r\u001b[K")).toEqual([
    "",
    "boats      …",
    "boats      read …",
    "boats      read › check …",
    "boats      read › check › 4 files, 0.0 s\n",
  ]);
});
