import { sentEventId } from '@counterpart/bounces';
import { causedBy, matterKey, type Event, type FirmId, type Policy } from '@counterpart/contracts';
import type { EventStore, NewEvent } from '@counterpart/event-store';
import { dead, done, noted, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import { addresseesOf } from '../notice/addressees.js';
import { isOfFullness } from '../notice/fullness-notice.js';
import { renderLetter } from '../notice/render-letter.js';
import { foldLimit, whenToTell, type Turn } from '../notice/when-to-tell.js';
import { wordsIn } from '../notice/words/words.js';
import { NoticeComposer, type Notice, type NoticeTurn } from './compose-notice.js';
import { SEND_NOTICE, sentEvents, type Sending } from '../notice/notice-events.js';
import type { Policies, Post, RecentNotices, Recipients } from './send-notice.ports.js';

/** What sending needs of the world. */
export interface SendNoticePorts {
  readonly post: Post;
  readonly recipients: Recipients;
  readonly policies: Policies;
  readonly recent: RecentNotices;
}

/** What people may be told of. */
type Occasion = Pick<Delivery<NoticeTurn>, 'event' | 'fence'>;

/** What all documents that meet it tell alike is told once a day while it lasts. */
const REMINDED_AFTER_MS = 24 * 60 * 60_000;

/** When something happens that people must know, they are told once, by e-mail: at once, or later with others of its kind. */
export class SendNotice {
  readonly #composer: NoticeComposer;
  /** Of firms whose Dropbox is full. */
  readonly #turns = new Map<FirmId, Promise<Verdict>>();

  constructor(
    private readonly store: EventStore,
    private readonly ports: SendNoticePorts,
    private readonly now: () => Date,
  ) {
    this.#composer = new NoticeComposer(store);
  }

  async handle(delivery: Delivery<NoticeTurn>): Promise<Verdict> {
    const { event } = delivery;
    if (event.name !== 'WorkParked') return this.#tell(delivery);
    // Of most there is nothing to tell, and a topic is read from its beginning: nothing is read for those.
    if (!isOfFullness(event.data)) return skip('it is tried again by itself');
    return this.#inTurn(delivery);
  }

  /** Many documents meet a full Dropbox at the same moment: one after another, so that each sees what the one before told. */
  #inTurn(delivery: Delivery<NoticeTurn>): Promise<Verdict> {
    const { firm } = delivery.event;
    const tell = (): Promise<Verdict> => this.#tell(delivery);
    const mine = (this.#turns.get(firm) ?? Promise.resolve()).then(tell, tell);
    this.#turns.set(firm, mine);
    const forget = (): void => {
      if (this.#turns.get(firm) === mine) this.#turns.delete(firm);
    };
    mine.then(forget, forget);
    return mine;
  }

  async #tell({ event, fence }: Delivery<NoticeTurn>): Promise<Verdict> {
    const story = (await this.store.readStream(event.subject)).map((recorded) => recorded.event);
    const before = toldBefore(story, event);
    if (before !== null) return skip(before);
    const policy = await this.ports.policies.inForce(event.firm);
    const notice = await this.#composer.compose(event, story, wordsIn(policy.notices.language));
    if (typeof notice === 'string') return skip(notice);
    const to = addresseesOf(notice, policy, this.ports.recipients.alertsOf(event.firm));
    if (to.length === 0) return skip('nobody to tell');
    if (event.name === 'WorkParked' && (await this.#wasToldOfLate(event, notice)))
      return skip('told of it within a day');
    const turn = await this.#turnOf(event, notice, policy);
    if (turn.kind === 'now') return this.#send({ event, fence }, notice, { policy, to });
    await this.#record({ event, fence }, 'defer-notice', [deferredEvent(event, notice, turn)]);
    return noted();
  }

  async #wasToldOfLate({ firm }: Event, { kind }: Notice): Promise<boolean> {
    const since = new Date(this.now().getTime() - REMINDED_AFTER_MS);
    const { sent, waitsUntil } = await this.ports.recent.of(firm, kind, since, 1);
    return sent > 0 || waitsUntil !== null;
  }

  async #turnOf({ firm }: Event, { kind }: Notice, { notices }: Policy): Promise<Turn> {
    const now = this.now();
    const since = new Date(now.getTime() - notices.foldMinutes * 60_000);
    const recent = await this.ports.recent.of(firm, kind, since, foldLimit(kind, notices));
    return whenToTell(kind, recent, notices, now);
  }

  async #send(
    turn: Occasion,
    notice: Notice,
    { policy, to }: { readonly policy: Policy; readonly to: readonly string[] },
  ): Promise<Verdict> {
    const { event } = turn;
    const messageId = `<${event.id}@counterpart.invalid>`;
    const { kind, matter, message } = notice;
    const letter = renderLetter(message, wordsIn(policy.notices.language));
    const about = { kind, matter, about: event.id, stream: event.subject, firm: event.firm };
    const sent = sentEventId(event.id, causedBy(event, 'notifier', SEND_NOTICE).handler);
    await this.#rehearse(turn, sentEvents(about, { accepted: to.length, refused: [] }, messageId));
    let sending: Sending;
    try {
      sending = await this.ports.post.send(letter, to, { messageId, sent });
    } catch (error) {
      return this.ports.post.verdictOf(error);
    }
    const isSent = sending.accepted > 0;
    // A person mends the addresses and has it tried again: that it was refused must not end it.
    const handler = isSent ? SEND_NOTICE : 'refuse-notice';
    await this.#record(turn, handler, sentEvents(about, sending, messageId));
    return isSent ? done() : dead('SMTP_REFUSED');
  }

  /** A letter that could not be recorded would be sent again and again. */
  #rehearse({ event, fence }: Occasion, events: readonly NewEvent[]): Promise<void> {
    const options = { fence, firm: event.firm };
    return this.store.rehearse(appendOf(event, SEND_NOTICE, events), this.now(), options);
  }

  async #record({ event, fence }: Occasion, handler: string, events: readonly NewEvent[]): Promise<void> {
    const { cause, writes } = appendOf(event, handler, events);
    await this.store.transact((tx) => this.store.append(tx, cause, writes, this.now()), {
      fence,
      firm: event.firm,
    });
  }
}

const appendOf = (event: Event, handler: string, events: readonly NewEvent[]) => ({
  cause: causedBy(event, 'notifier', handler),
  writes: [{ stream: event.subject, expected: 'any' as const, events }],
});

function toldBefore(story: readonly Event[], { id }: Event): string | null {
  const isAbout = ({ data }: Event): boolean => 'about' in data && data.about === id;
  const told = story.filter(isAbout).map(({ name }) => name);
  if (told.includes('NoticeSent')) return 'told before';
  if (told.includes('NoticeWithdrawn')) return 'looked at before';
  return told.includes('NoticeDeferred') ? 'it waits to be told' : null;
}

function deferredEvent(
  { id: about, firm, subject: stream }: Event<NoticeTurn>,
  { kind, matter }: Notice,
  { because, until }: Extract<Turn, { kind: 'later' }>,
): NewEvent {
  const data = { kind, about, matter, because, until };
  return { name: 'NoticeDeferred', stream, firm, key: matterKey(firm, matter), data };
}
