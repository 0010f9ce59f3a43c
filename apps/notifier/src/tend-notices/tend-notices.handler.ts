import { createHash } from 'node:crypto';
import { sentEventId } from '@counterpart/bounces';
import {
  causedBy,
  matterKey,
  type Event,
  type EventId,
  type FirmId,
  type Policy,
} from '@counterpart/contracts';
import type { EventStore, NewEvent } from '@counterpart/event-store';
import { addresseesOf } from '../notice/addressees.js';
import { digestNotice } from '../notice/digest-notice.js';
import type { Message } from '../notice/letter.js';
import { SEND_NOTICE, sentEvents, type Sending } from '../notice/notice-events.js';
import { renderLetter } from '../notice/render-letter.js';
import { foldLimit } from '../notice/when-to-tell.js';
import { wordsIn } from '../notice/words/words.js';
import type { Notice, NoticeComposer, NoticeTurn } from '../send-notice/compose-notice.js';
import type { SendNoticePorts } from '../send-notice/send-notice.handler.js';
import type { LetterMark } from '../send-notice/send-notice.ports.js';
import type { WaitingNotices } from './tend-notices.ports.js';

/** What tending needs of the world. */
export interface TendNoticesPorts extends Omit<SendNoticePorts, 'recent'> {
  readonly waiting: WaitingNotices;
  readonly composer: Pick<NoticeComposer, 'compose'>;
}

/** A notice that waited, put together. */
interface Ready {
  readonly event: Event<NoticeTurn>;
  readonly notice: Notice;
  readonly to: readonly string[];
}

/** What one e-mail tells. */
interface Mail {
  readonly message: Message;
  readonly mark: LetterMark;
}

/**
 * Sends the notices that waited: few of a kind one by one, many as one digest. Every one of them ends on the trail by
 * itself, so what a crash leaves undone is found again.
 */
export class TendNotices {
  constructor(
    private readonly store: EventStore,
    private readonly ports: TendNoticesPorts,
    private readonly now: () => Date,
  ) {}

  /**
   * Sends what is due of a firm by now.
   * @throws what the post throws: the rest stays due
   */
  async tend(firm: FirmId, signal?: AbortSignal): Promise<void> {
    const due = await this.ports.waiting.due(firm, this.now());
    if (due.length === 0) return;
    const policy = await this.ports.policies.inForce(firm);
    for (const lot of lotsOf(due, ({ data }) => data.kind)) {
      const ready = await this.#ready(lot, policy);
      for (const mail of lotsOf(ready, ({ to }) => JSON.stringify(to))) {
        signal?.throwIfAborted();
        await this.#tell(mail, policy);
      }
    }
  }

  async #ready(lot: readonly Event<'NoticeDeferred'>[], policy: Policy): Promise<readonly Ready[]> {
    const ready: Ready[] = [];
    for (const deferred of lot) {
      const one = await this.#readyOne(deferred, policy);
      if (typeof one === 'string') await this.#withdraw(deferred, one);
      else ready.push(one);
    }
    return ready;
  }

  /** What a notice tells by now; or why there is nothing left to tell. */
  async #readyOne({ subject, data }: Event<'NoticeDeferred'>, policy: Policy): Promise<Ready | string> {
    const story = (await this.store.readStream(subject)).map((recorded) => recorded.event);
    const event = story.find(({ id }) => id === data.about) as Event<NoticeTurn> | undefined;
    if (event === undefined) return 'of an event that nobody told of';
    const notice = await this.ports.composer.compose(event, story, wordsIn(policy.notices.language));
    if (typeof notice === 'string') return notice;
    const to = addresseesOf(notice, policy, this.ports.recipients.alertsOf(event.firm));
    return to.length === 0 ? 'nobody to tell' : { event, notice, to };
  }

  async #tell(lot: readonly Ready[], policy: Policy): Promise<void> {
    const kind = lot[0]?.notice.kind;
    if (kind === undefined) return;
    if (lot.length > foldLimit(kind, policy.notices)) return this.#tellAsOne(lot, policy);
    for (const ready of lot) {
      const { event, notice } = ready;
      const messageId = `<${event.id}@counterpart.invalid>`;
      const mail = { message: notice.message, mark: { messageId, sent: sentOf(event) } };
      await this.#send([ready], mail, policy);
    }
  }

  async #tellAsOne(lot: readonly Ready[], policy: Policy): Promise<void> {
    const [first] = lot;
    if (first === undefined) return;
    const { firm } = first.event;
    const messages = lot.map(({ notice }) => notice.message);
    const message = digestNotice(
      { kind: first.notice.kind, firm, messages },
      wordsIn(policy.notices.language),
    );
    // The same notices make the same digest again, after a crash between sending and recording.
    const key = createHash('sha256')
      .update(lot.map(({ event }) => event.id).join())
      .digest('hex');
    const messageId = `<digest.${key.slice(0, 32)}@counterpart.invalid>`;
    const mail = { message, mark: { messageId, sent: sentOf(first.event) } };
    await this.#send(lot, mail, policy);
  }

  async #send(lot: readonly Ready[], { message, mark }: Mail, policy: Policy): Promise<void> {
    const [first] = lot;
    if (first === undefined) return;
    const { event, to } = first;
    const letter = renderLetter(message, wordsIn(policy.notices.language));
    // Mail that could not be recorded would be sent again and again.
    const trial = endOf(first, { accepted: to.length, refused: [] }, mark.messageId);
    await this.store.rehearse(trial, this.now(), { firm: event.firm });
    const sending = await this.ports.post.send(letter, to, mark);
    const appends = lot.map((ready) => endOf(ready, sending, mark.messageId));
    const firm = lot.map((ready) => ready.event.firm);
    await this.store.transact((tx) => this.store.appendAll(tx, appends, this.now()), { firm });
  }

  async #withdraw(deferred: Event<'NoticeDeferred'>, because: string): Promise<void> {
    const { firm, subject: stream, data } = deferred;
    const { kind, about, matter } = data;
    const told: NewEvent = {
      name: 'NoticeWithdrawn',
      stream,
      firm,
      key: matterKey(firm, matter),
      data: { kind, about, matter, because },
    };
    // The event itself may be gone from sight; the notice ends under its id all the same.
    const append = appendFor({ ...deferred, id: about }, [told]);
    await this.store.transact((tx) => this.store.appendAll(tx, [append], this.now()), { firm });
  }
}

/** The event that will tell that a notice was sent; a digest is known by that of its first one. */
const sentOf = (event: Event): EventId =>
  sentEventId(event.id, causedBy(event, 'notifier', SEND_NOTICE).handler);

const appendFor = (event: Event, events: readonly NewEvent[]) => ({
  cause: causedBy(event, 'notifier', SEND_NOTICE),
  writes: [{ stream: event.subject, expected: 'any' as const, events }],
});

function endOf({ event, notice: { kind, matter } }: Ready, sending: Sending, messageId: string) {
  const about = { kind, matter, about: event.id, stream: event.subject, firm: event.firm };
  return appendFor(event, sentEvents(about, sending, messageId));
}

/** Things of one name together, in the order in which the names come up. */
function lotsOf<Thing>(
  things: readonly Thing[],
  nameOf: (thing: Thing) => string,
): readonly (readonly Thing[])[] {
  return [...Map.groupBy(things, nameOf).values()];
}
