import type { AccessChange } from '@counterpart/contracts';

/**
 * The gate while no restricted folder can be proven and no confirmation be read: nothing goes in, and nothing comes out.
 * @returns why a move is refused; null for one that leaves open what is open, or shut what is shut
 */
export function shutGate(
  access: AccessChange,
): 'RESTRICTED_FOLDER_NOT_PROVEN' | 'CONFIRMATION_MISSING' | null {
  switch (access) {
    case 'unchanged':
      return null;
    case 'into-restricted':
      return 'RESTRICTED_FOLDER_NOT_PROVEN';
    case 'out-of-restricted':
      return 'CONFIRMATION_MISSING';
  }
}
