import type { Event, Vendor } from '@counterpart/contracts';
import { isNotice } from './worth-telling.js';

/** A vendor refuses something of a firm’s connection. */
export type Refusal = Event<'CredentialRefused'> | Event<'AccessRefused'>;

/** It is over: a person connected anew, or the vendor lets calls through again. */
export type Restoration = Event<'VendorConnected'> | Event<'AccessRestored'>;

const isRefusal = (event: Event): event is Refusal =>
  event.name === 'CredentialRefused' || event.name === 'AccessRefused';

const isRestoration = (event: Event): event is Restoration =>
  event.name === 'VendorConnected' || event.name === 'AccessRestored';

/** What of a firm’s connections tells how they stand; renewals do not. */
export const STANDING_EVENTS = [
  'CredentialRefused',
  'AccessRefused',
  'VendorConnected',
  'AccessRestored',
] as const;

/** Whether a refusal is over by now. */
export function isOver(refusal: Refusal, story: readonly Event[]): boolean {
  const since = story.slice(story.findIndex(({ id }) => id === refusal.id) + 1);
  return since.some((event) => isRestoration(event) && ends(event, refusal));
}

/** Why nobody is to be told that it is over; null where people know of a refusal that ended by it. */
export function whyUntold(restoration: Restoration, story: readonly Event[]): string | null {
  const place = story.findIndex(({ id }) => id === restoration.id);
  const [before, since] = [story.slice(0, place), story.slice(place + 1)];
  const { vendor } = restoration.data;
  if (since.some((event) => isRefusal(event) && event.data.vendor === vendor)) return 'it is refused again';
  const told = new Set(story.flatMap((event) => (isNotice(event) ? [event.data.about] : [])));
  const ended = before.filter(
    (event) => isRefusal(event) && ends(restoration, event) && !isOver(event, before),
  );
  return ended.some(({ id }) => told.has(id)) ? null : 'nobody was told that it was refused';
}

/** The vendors that refuse something now. */
export function refusing(story: readonly Event[]): readonly Vendor[] {
  const refusals = story.filter(isRefusal).filter((refusal) => !isOver(refusal, story));
  return [...new Set(refusals.map(({ data }) => data.vendor))];
}

/** Only a new consent ends that a grant is refused. */
const ends = (restoration: Restoration, refusal: Refusal): boolean =>
  restoration.data.vendor === refusal.data.vendor &&
  (restoration.name === 'VendorConnected' || refusal.name === 'AccessRefused');
