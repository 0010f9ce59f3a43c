/** A member of a value of unknown shape: events of every type are asked alike, also of types yet to come. */
export function member(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = Reflect.get(found, name);
  }
  return found;
}

/** The first of some members that is a text. */
export function textAt(value: unknown, ...paths: readonly string[]): string | null {
  const texts = paths.map((path) => member(value, ...path.split('.')));
  return texts.find((text) => typeof text === 'string') ?? null;
}

/** The first of some members that is a number. */
export function numberAt(value: unknown, ...paths: readonly string[]): number | null {
  const numbers = paths.map((path) => member(value, ...path.split('.')));
  return numbers.find((number) => typeof number === 'number') ?? null;
}
