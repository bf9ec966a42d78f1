import type { Progress } from "./pipeline.ts";

export interface Output {
  isTTY?: boolean | undefined;
  write(text: string): unknown;
}

/**
 * Prints how far a run is: on a terminal one line that grows as steps are done, elsewhere a plain line for each step.
 */
export function startProgress(
  output: Output,
  title: string,
): { step: Progress; done(outcome: string): void } {
  const started = performance.now();
  const name = title.padEnd(10);
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  if (!output.isTTY) {
    return {
      step: (step, outcome) => void output.write(`${name} ${step.padEnd(8)} ${outcome}\n`),
      done: (outcome) => void output.write(`${name} ${"done".padEnd(8)} ${outcome}, ${seconds()}\n`),
    };
  }
  const steps: string[] = [];
  const show = (text: string) => output.write(`\r\u001b[K${name} ${text}`);
  show("…");
  return {
    step: (step) => {
      steps.push(step);
      show(`${steps.join(" › ")} …`);
    },
    done: (outcome) => {
      show(`${steps.join(" › ")} › ${outcome}, ${seconds()}\n`);
    },
  };
}
