import { readFileSync } from 'node:fs';

/**
 * Loaded into a service before anything else (`--import`, with the file’s path as `?file=`): its calendar is ahead of the
 * machine’s by what the file says, in milliseconds. Timers run as ever: what waits until a time has come finds that it has, at its next look.
 */
const LOOK_MS = 100;
const file = new URL(import.meta.url).searchParams.get('file') ?? '';
const MachineDate = Date;
let ahead = 0;

function look(): void {
  ahead = Number(readFileSync(file, 'utf8'));
}

class LeapingDate extends MachineDate {
  constructor(...parts: [] | ConstructorParameters<typeof MachineDate>) {
    if (parts.length === 0) super(MachineDate.now() + ahead);
    else super(...parts);
  }

  static override now(): number {
    return MachineDate.now() + ahead;
  }
}

look();
setInterval(look, LOOK_MS).unref();
globalThis.Date = LeapingDate as DateConstructor;
