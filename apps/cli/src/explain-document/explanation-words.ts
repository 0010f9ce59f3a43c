import type { Explanation } from './explain-document.handler.js';

/** The head of an explanation for people: what, where, by which policy. */
export function explanationWords(told: Explanation): string {
  const { document, name, state, path, heldBy, decidedUnder, inForce, skipped, nowWouldBe } = told;
  const where = path === null ? '' : `: ${path}`;
  const reason = skipped === null ? '' : ` (${skipped})`;
  const lines = [
    `Document ${document}, “${name}”, is ${state}${reason}${where}`,
    ...(heldBy === null ? [] : [`The plain name is held by ${heldBy}.`]),
    ...told.copies.map((copy) => `A copy belongs at ${copy}.`),
    ...told.beside.map((kept) => `Kept beside it: ${kept}`),
    decidedUnder === null
      ? `The policy in force is version ${inForce}.`
      : `Decided under version ${decidedUnder} of the policy; version ${inForce} is in force.`,
    ...(nowWouldBe === null ? [] : [`The policy in force would say: ${nowWouldBe}`]),
  ];
  return lines.join('\n');
}
