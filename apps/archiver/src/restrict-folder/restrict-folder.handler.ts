import { causedBy, firmStream, matterKey, type Event, type EventData } from '@counterpart/contracts';
import type { EventStore, NewEvent } from '@counterpart/event-store';
import { done, retry, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import { folderRecord, type FolderRecord } from '@counterpart/restricted-folder';
import type { RefusalCode, Restriction, Restrictions } from './restrict-folder.ports.js';

/** The firm’s first privileged document, another policy, or the folder was found open before a commit, a copy or a move. */
export type FolderTurn =
  'RestrictedFolderPlanned' | 'RestrictedPlacementRefused' | 'VersionArchiveRefused' | 'RelocationRefused';

type Wish = EventData<'RestrictedFolderPlanned'>;
type Answer = NewEvent<'RestrictedFolderProven'> | NewEvent<'RestrictedFolderRefused'>;

/** Part of the derived event ids. */
const HANDLER = 'restrict-folder';

/**
 * Makes or mends the firm’s one restricted folder and proves it: who can open it is read back and compared with the
 * policy before anything is told. What could not be proven is refused, with the reason, and tried again by the
 * schedule; until then nothing privileged is uploaded.
 */
export class RestrictFolder {
  constructor(
    private readonly store: EventStore,
    private readonly restrictions: Restrictions,
    private readonly now: () => Date,
  ) {}

  async handle({ event, fence }: Delivery<FolderTurn>): Promise<Verdict> {
    const proven = await this.store.answered([event], `archiver.${HANDLER}`);
    if (proven.has(event.id)) return skip('proven before');
    const record = await folderRecord(this.store, event.firm);
    const idle = nothingToDo(event, record);
    if (idle !== null) return skip(idle);
    const restriction = await this.restrict(event, record);
    if (restriction.kind !== 'proven' && restriction.kind !== 'refused') return restriction;
    const { planned } = record;
    if (planned === null) throw new TypeError('what is restricted was planned');
    const answer = answerOf(event, planned, restriction);
    // One refusal of a kind for each cause, however often it is tried.
    const handler = restriction.kind === 'proven' ? HANDLER : `${HANDLER}.${restriction.code}`;
    const writes = [{ stream: answer.stream, expected: 'any' as const, events: [answer] }];
    const cause = causedBy(event, 'archiver', handler);
    await this.store.transact((tx) => this.store.append(tx, cause, writes, this.now()), {
      fence,
      firm: event.firm,
    });
    return restriction.kind === 'proven' ? done() : retry(restriction.code);
  }

  private async restrict(
    event: Event<FolderTurn>,
    { planned, everProven }: FolderRecord,
  ): Promise<Restriction | Verdict> {
    if (planned === null) return skip('nothing was planned');
    const { folder, groupName } = planned;
    try {
      const [isOurs, suspects] = [everProven.has(folder), suspectsOf(event)];
      return await this.restrictions.restrict(event.firm, { folder, groupName, isOurs, suspects });
    } catch (error) {
      const meaning = this.restrictions.meaningOf(error);
      if ('verdict' in meaning) return meaning.verdict;
      return refusal(meaning.refused);
    }
  }
}

/** A folder within that somebody shared is nobody’s to mend but theirs; until then nothing is proven. */
function suspectsOf(event: Event<FolderTurn>): readonly string[] {
  switch (event.name) {
    case 'RestrictedFolderPlanned':
      return [];
    case 'RelocationRefused':
      return [event.data.to.slice(0, event.data.to.lastIndexOf('/'))];
    case 'RestrictedPlacementRefused':
    case 'VersionArchiveRefused':
      return event.data.deviations.flatMap(({ code, through }) =>
        code === 'SHARED_WITHIN' && through !== null ? [through] : [],
      );
  }
}

const refusal = (code: RefusalCode): Restriction => ({ kind: 'refused', code, deviations: [] });

/** Why there is nothing to prove; null where there is. What was planned last counts, not what this event says. */
function nothingToDo(event: Event<FolderTurn>, { planned, proven }: FolderRecord): string | null {
  if (planned === null) return 'nothing was planned';
  switch (event.name) {
    case 'RestrictedFolderPlanned': {
      const isProven = proven?.folder === planned.folder && proven.groupName === planned.groupName;
      return isProven ? 'proven by now' : null;
    }
    case 'RestrictedPlacementRefused':
    case 'VersionArchiveRefused':
      if (proven === null) return 'refused already, and to be tried again';
      return proven.proof === event.data.proof ? null : 'proven anew since';
    case 'RelocationRefused':
      if (event.data.reason !== 'RESTRICTED_FOLDER_NOT_PROVEN') return 'not for want of a proof';
      // Proven anew after the refusal, so that what waits is looked at again.
      return proven === null ? 'to be proven yet' : null;
  }
}

function answerOf({ firm }: Event<FolderTurn>, wish: Wish, restriction: Restriction): Answer {
  const { folder, groupName, policyVersion } = wish;
  const address = { stream: firmStream(firm), firm, key: matterKey(firm, null) };
  const told = { folder, groupName, policyVersion };
  if (restriction.kind === 'refused') {
    const { code, deviations } = restriction;
    return {
      ...address,
      name: 'RestrictedFolderRefused',
      data: { ...told, code, deviations: [...deviations] },
    };
  }
  const { namespace, group, owner, how, revokedLinks } = restriction;
  const data = { ...told, namespace, group, owner, how, revokedLinks };
  return { ...address, name: 'RestrictedFolderProven', data };
}
