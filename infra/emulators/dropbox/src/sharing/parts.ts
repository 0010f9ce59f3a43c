import type { Level } from '../access/effective-access.js';
import { isAtLeast } from '../access/roles.js';
import { keyOf } from './folder.js';
import type { Part } from './members-shape.js';

/**
 * The members of a place by its levels: those it has by name, and those from above until a level is restricted. Who
 * is both has the stronger of the two parts, and counts as inherited (MembershipInfo.access_type, is_inherited).
 */
export function partsOf(path: string, levels: readonly Level[]): readonly Part[] {
  const parts = new Map<string, Part>();
  for (const level of levels) {
    const isInherited = level.path !== path;
    for (const { holder, role } of level.grants) {
      const key = keyOf(holder);
      const known = parts.get(key);
      const best = known !== undefined && isAtLeast(known.role, role) ? known.role : role;
      parts.set(key, { holder, role: best, isInherited: isInherited || known?.isInherited === true });
    }
    if (level.isRestricted) break;
  }
  return [...parts.values()];
}

/** Those of the parts that the place gives by name. */
export function ownParts(path: string, levels: readonly Level[]): readonly Part[] {
  const own = new Set(levels.find((level) => level.path === path)?.grants.map(({ holder }) => keyOf(holder)));
  return partsOf(path, levels).filter(({ holder }) => own.has(keyOf(holder)));
}
