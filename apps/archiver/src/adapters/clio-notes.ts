import { clioVerdict } from '@counterpart/clio-client';
import type { ClioConnections } from '@counterpart/connections';
import type { FirmId, MatterId } from '@counterpart/contracts';
import { dead, type Verdict } from '@counterpart/eventing';
import type { ClosingNote } from '../custody/closing-note.js';
import type { Notes } from '../post-note/post-note.ports.js';

/** Notes on matters in Clio; they leave Clio’s budget to live work first. */
export class ClioNotes implements Notes {
  constructor(private readonly connections: ClioConnections) {}

  /** All notes of that time are looked through: Clio’s search may not know yet what was written a moment ago. */
  async find(firm: FirmId, matter: MatterId, marker: string, since: Date): Promise<string | undefined> {
    for await (const { id, detail } of this.connections.of(firm).listMatterNotes(matter, since)) {
      if (detail?.includes(marker) === true) return id;
    }
    return undefined;
  }

  async post(firm: FirmId, matter: MatterId, { subject, detail }: ClosingNote): Promise<string> {
    const { id } = await this.connections.of(firm).createNote({ matter, subject, detail });
    return id;
  }

  verdictOf(error: unknown): Verdict {
    const verdict = clioVerdict(error);
    if (verdict === undefined) throw error;
    // The matter is not to be seen any more: a person has to look.
    return verdict.kind === 'gone' ? dead('CLIO_FORBIDDEN') : verdict;
  }
}
