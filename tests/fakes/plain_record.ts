import fc from "fast-check";

/** Objects with these fields, and with the prototype that `deepStrictEqual` expects of an object. */
export function plainRecord<Fields>(
  fields: { [Name in keyof Fields]: fc.Arbitrary<Fields[Name]> },
): fc.Arbitrary<Fields> {
  return fc.record(fields, { noNullPrototype: true });
}
