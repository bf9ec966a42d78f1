/**
 * How sure we are: official text or several sources (high), one good source (medium), inference (low); `choice` marks what is no fact
 * about the vendor but our own choice, such as a name or an example.
 */
export const confidences = ["high", "medium", "low", "choice"] as const;
export type Confidence = (typeof confidences)[number];

/** Why an action may be believed. The extension that we demand of every action. */
export interface Evidence {
  /** Where the fact is, precise enough to look it up. */
  source: string;
  confidence: Confidence;
  /** Since when the vendor's document says otherwise, and what: the correction was kept all the same. */
  disputed?: string;
}
