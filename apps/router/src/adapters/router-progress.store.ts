import { relayedUpTo, tellDecided } from '@counterpart/event-store';
import type { ProgressBook } from '../tell-progress/tell-progress.ports.js';

/** How far the router has decided, in PostgreSQL. */
export const ROUTER_PROGRESS: ProgressBook = {
  relayedUpTo: ({ client }) => relayedUpTo(client),
  tell: ({ client }, upTo) => tellDecided(client, upTo),
};
