import {
  causedBy,
  documentStream,
  matterKey,
  type Event,
  type EventData,
  type FirmId,
  type Reason,
} from '@counterpart/contracts';
import type { EventStore, NewEvent } from '@counterpart/event-store';
import { done, outage, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import { split } from '@counterpart/placement';
import { folderRecord, isShut } from '@counterpart/restricted-folder';
import { knownFileIn } from '../custody/known-file.js';
import type { Found } from '../custody/place.js';
import type { Premises, RelocationAnswer } from '../relocate-counterpart/relocate-counterpart.ports.js';
import type { DocumentMarks } from './place-copy.ports.js';

type Outcome = 'CopyPlaced' | 'CopyConflictFound' | 'CopyWithheld';
type Copied =
  | {
      readonly kind: 'placed';
      readonly file: Extract<Found, { readonly kind: 'file' }>;
      readonly how: EventData<'CopyPlaced'>['how'];
    }
  | { readonly kind: 'withheld'; readonly why: Reason }
  | { readonly kind: 'conflict'; readonly found: EventData<'CopyConflictFound'>['found'] };

/**
 * When a copy is planned, the counterpart is copied within Dropbox, once, and the copy’s content hash compared. What was
 * marked privileged meanwhile is not copied.
 */
export class PlaceCopy {
  constructor(
    private readonly store: EventStore,
    private readonly premises: Premises,
    private readonly marks: DocumentMarks,
    private readonly now: () => Date,
  ) {}

  async handle({ event, fence, signal }: Delivery<'CopyPlanned'>): Promise<Verdict> {
    const stream = documentStream(event.firm, event.data.document);
    const story = await this.store.readStream(stream);
    if (story.some(({ event: told }) => 'planned' in told.data && told.data.planned === event.id)) {
      return skip('answered before');
    }
    const copied = await this.copy(event, signal).catch((error: unknown) => this.premises.verdictOf(error));
    if (!isOutcome(copied)) return copied;
    const cause = causedBy(event, 'archiver', 'place-copy');
    const write = { stream, expected: 'any' as const, events: [outcomeOf(event, copied)] };
    await this.store.transact((tx) => this.store.append(tx, cause, [write], this.now()), {
      fence,
      firm: event.firm,
    });
    return done();
  }

  private async copy({ firm, data }: Event<'CopyPlanned'>, signal: AbortSignal): Promise<Copied | Verdict> {
    const path = pathOf(data);
    const found = await this.premises.look(firm, path);
    // An earlier answer may be lost: what lies there decides, by its content.
    if (found.kind === 'file' && isSame(data, found))
      return { kind: 'placed', file: found, how: 'recognised' };
    if (found.kind !== 'nothing') {
      return { kind: 'conflict', found: found.kind === 'folder' ? 'folder' : 'file' };
    }
    // Seen before the marks are asked, and copied from there: what is locked away later is not found there any more.
    const source = await this.premises.look(firm, data.counterpart);
    const [why = null] = await this.marks.of(firm, [data]);
    if (why !== null) return { kind: 'withheld', why };
    if (await this.isLockedAway(firm, data)) return { kind: 'withheld', why: LOCKED_AWAY };
    if (source.kind !== 'file') return { kind: 'conflict', found: 'nothing' };
    const answer = await this.premises.copy(firm, source.path, path, signal);
    return judged(data, answer);
  }

  /** A copy that was given up may be retried after its document was locked away. */
  private async isLockedAway(firm: FirmId, { document }: EventData<'CopyPlanned'>): Promise<boolean> {
    const told = (await this.store.readStream(documentStream(firm, document))).map(({ event }) => event);
    const known = knownFileIn(told, document);
    return known !== undefined && isShut(await folderRecord(this.store, firm), split(known.place).folder);
  }
}

/** What nobody let out again, marked or not by now. */
const LOCKED_AWAY: Reason = { rule: 'placement.kept', on: null, gives: 'privileged' };

function judged(data: EventData<'CopyPlanned'>, answer: RelocationAnswer): Copied | Verdict {
  if (answer.kind === 'gone') return { kind: 'conflict', found: 'nothing' };
  if (answer.kind === 'in-the-way') return { kind: 'conflict', found: answer.what };
  if (answer.kind !== 'done' || answer.entry.kind !== 'file') return outage('DROPBOX_UNAVAILABLE');
  const file = answer.entry;
  return isSame(data, file)
    ? { kind: 'placed', file, how: 'copied' }
    : { kind: 'conflict', found: 'other-content' };
}

const isOutcome = (copied: Copied | Verdict): copied is Copied =>
  copied.kind === 'placed' || copied.kind === 'withheld' || copied.kind === 'conflict';

const isSame = (
  { contentHash, size }: EventData<'CopyPlanned'>,
  file: Extract<Found, { readonly kind: 'file' }>,
): boolean => file.contentHash === contentHash && file.size === size;

const pathOf = ({ copy: { folder, name } }: EventData<'CopyPlanned'>): string => `${folder}/${name}`;

function outcomeOf({ id, firm, data }: Event<'CopyPlanned'>, copied: Copied): NewEvent<Outcome> {
  const { document, matter, versionNumber } = data;
  const address = { stream: documentStream(firm, document), firm, key: matterKey(firm, matter) };
  const decided = { document, matter, planned: id, versionNumber };
  if (copied.kind === 'withheld') {
    return { ...address, name: 'CopyWithheld', data: { ...decided, copy: data.copy, why: copied.why } };
  }
  const about = { ...decided, path: pathOf(data) };
  if (copied.kind === 'conflict') {
    return { ...address, name: 'CopyConflictFound', data: { ...about, found: copied.found } };
  }
  const { file, how } = copied;
  const placed = { file: file.id, rev: file.rev, contentHash: file.contentHash, how };
  return { ...address, name: 'CopyPlaced', data: { ...about, purpose: data.copy.purpose, ...placed } };
}
