import type { ClosingAction, MatterSnapshot, Policy } from '@counterpart/contracts';
import { legalName } from './legal-name.js';
import { valuesOf } from './place.js';
import { split } from './relocations/paths.js';
import { renderFolder, type Told } from './render.js';
import { rulesOf } from './rules.js';

/** A folder’s place before other matters’ claims are looked at. */
interface ClosedPlace {
  readonly folder: string;
  readonly name: string;
}

/** Beside a matter’s ZIP lies what it was made of. */
const ORIGINALS = 'Originals';

/**
 * Where a closed matter’s folder belongs. Where the matter is packed, its ZIP comes into the folder above.
 * @param from where its folder lies while it is open
 * @param closedOn day on which it was closed, for a matter whose closing date Clio does not tell
 */
export function closedFolder(
  policy: Policy,
  matter: MatterSnapshot,
  { action, from, closedOn }: ClosedWish,
): Told<ClosedPlace> {
  const lies = split(from);
  if (action === 'prefix') {
    const name = legalName(`${policy.closing.prefix} ${lies.name}`);
    return {
      value: { folder: lies.folder, name },
      why: [{ rule: 'closing.prefix', on: lies.name, gives: name }],
    };
  }
  const dated = { ...matter, closeDate: matter.closeDate ?? closedOn };
  const below = renderFolder('closing.folder', rulesOf(policy).closingFolder, valuesOf(policy, dated));
  const folder = `/${below.value}`;
  const value =
    action === 'move'
      ? { folder, name: lies.name }
      : { folder: `${folder}/${legalName(matter.displayNumber)}`, name: ORIGINALS };
  return {
    value,
    why: [{ rule: 'closing.action', on: matter.displayNumber, gives: action }, ...below.why],
  };
}

interface ClosedWish {
  readonly action: ClosingAction;
  readonly from: string;
  readonly closedOn: string;
}
