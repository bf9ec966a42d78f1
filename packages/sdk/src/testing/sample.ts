/** Fields that replace those of a sample. One that is undefined is left out of the object. */
export type Overrides<Type> = { readonly [Name in keyof Type]?: Type[Name] | undefined };

/** A sample with some of its fields replaced. */
export function override<Type>(sample: object, overrides: Overrides<Type>): Type {
  const all = Object.entries({ ...sample, ...overrides }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(all) as Type;
}
