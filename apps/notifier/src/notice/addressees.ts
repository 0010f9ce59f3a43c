import type { Policy } from '@counterpart/contracts';
import { urgencyOf } from './when-to-tell.js';

/** What decides who gets a notice. */
export interface Addressed {
  readonly kind: string;
  /** The responsible attorney’s address, where it is for that person. */
  readonly attorney: string | null;
}

/**
 * Who gets a notice: the attorney it is for; else whom the policy names for its kind, its alert addresses, or those of the
 * installation. The managing partner also gets what became of each closed matter.
 */
export function addresseesOf(
  { kind, attorney }: Addressed,
  { alerts, notices }: Pick<Policy, 'alerts' | 'notices'>,
  installation: readonly string[],
): readonly string[] {
  const everybody = alerts.length > 0 ? alerts : installation;
  const told = attorney === null ? (notices.recipients[kind] ?? everybody) : [attorney];
  const partner = urgencyOf(kind) === 'record' ? notices.managingPartner : null;
  const all = partner === null ? told : [...told, partner];
  return all.filter((one, index) => all.findIndex((other) => isSame(one, other)) === index);
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** An address as the trail may bear it: `m…@firm.example`. */
export function masked(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 1 ? '…' : `${address.slice(0, 1)}…${address.slice(at)}`;
}
