/** @returns the part @throws TypeError where it does not run */
export function running<Part>(name: string, part: Part | undefined): Part {
  if (part === undefined) throw new TypeError(`${name} does not run`);
  return part;
}
