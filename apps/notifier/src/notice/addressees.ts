import type { Policy } from '@counterpart/contracts';
import { urgencyOf } from './when-to-tell.js';

/** What decides who gets a notice. */
export interface Addressed {
  readonly kind: string;
  /** The responsible attorney’s address, where it is for that person. */
  readonly attorney: string | null;
  /** Addresses that are known not to be reached; absent where none is. */
  readonly unreached?: (address: string) => boolean;
}

/**
 * Who gets a notice: the attorney it is for; else whom the policy names for its kind, its alert addresses, or those of the
 * installation. The managing partner also gets what became of each closed matter. Where some are known not to be reached, the
 * next ones get it, and at last the managing partner.
 */
export function addresseesOf(
  { kind, attorney, unreached }: Addressed,
  { alerts, notices }: Pick<Policy, 'alerts' | 'notices'>,
  installation: readonly string[],
): readonly string[] {
  const everybody = alerts.length > 0 ? alerts : installation;
  const named = notices.recipients[kind] ?? everybody;
  const partner = notices.managingPartner === null ? [] : [notices.managingPartner];
  if (unreached !== undefined) {
    const next = [named, everybody, installation, partner].map((some) =>
      some.filter((one) => !unreached(one)),
    );
    return distinct(next.find((some) => some.length > 0) ?? []);
  }
  const told = attorney === null ? named : [attorney];
  return distinct(urgencyOf(kind) === 'record' ? [...told, ...partner] : told);
}

const distinct = (all: readonly string[]): readonly string[] =>
  all.filter((one, index) => all.findIndex((other) => isSame(one, other)) === index);

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
