import { candidates, isVariant, type Claimant } from './names.js';
import { samePlace } from './relocations/paths.js';

/**
 * Whether something lies where it belongs: under the name it wishes for, or under one that bears its id because that name
 * was taken when it came. It keeps such a name: names are stable.
 * @param path where it lies
 * @param name the name it wishes for
 */
export function liesWell(path: string, name: string, claimant: Claimant): boolean {
  if (samePlace(path, `${claimant.folder}/${name}`)) return true;
  const own = path.slice(path.lastIndexOf('/') + 1);
  return samePlace(path, `${claimant.folder}/${own}`) && isVariant(own, candidates(name, claimant));
}
