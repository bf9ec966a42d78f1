/** Options with changes; one that is undefined changes nothing. */
export function withChanges<Options extends object>(options: Options, changes: Partial<Options>): Options {
  return { ...options, ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) };
}
