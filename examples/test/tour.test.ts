import { operations as bookeoOperations } from "@booking-apis/bookeo-client/internal";
import { operations as classesOperations } from "@booking-apis/classes-client/internal";
import { expect, test } from "vitest";
import { root, run } from "./support.ts";

test("the tour calls both APIs through the packages, prints what came back, and ends by itself", async () => {
  const { stdout, stderr, code } = await run(process.execPath, ["examples/tour/tour.ts"], root);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`Bookeo: ${Object.keys(bookeoOperations).length} operations`));
  expect(stdout).toMatch(new RegExp(`Classes: ${Object.keys(classesOperations).length} operation`));
  expect(stdout).toContain("booked: Harbour tour, number 2856MUMPA187DC203130");
  expect(stdout).toContain("booking 2033 is BOOKED");
  expect(stdout).toMatch(/NotFoundError: GET .* failed with 404: There is no such booking\./);
  expect(stdout).toMatch(/PathParameterError: .* Nothing was sent\./);
  expect(stdout).not.toMatch(/undefined|demo-secret-key|correct horse/);
});
