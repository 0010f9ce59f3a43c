import { closeGate, enterGates } from '@counterpart/event-store';
import type { MatterGates } from '../route-document/route-document.ports.js';

/** The gates of matters are those of their streams: the command line closes them too. */
export class MatterGatesStore implements MatterGates {
  readonly enter = enterGates;
  readonly close = closeGate;
}
