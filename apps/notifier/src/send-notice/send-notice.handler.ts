import { causedBy, matterKey, type Event } from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { done, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import { NoticeComposer, type Notice, type NoticeTurn } from './compose-notice.js';
import type { Post, Recipients } from './send-notice.ports.js';

/** When something happens that people must know, they are told once, by e-mail. */
export class SendNotice {
  readonly #composer: NoticeComposer;

  constructor(
    private readonly store: EventStore,
    private readonly post: Post,
    private readonly recipients: Recipients,
    private readonly now: () => Date,
  ) {
    this.#composer = new NoticeComposer(store);
  }

  async handle({ event, fence }: Delivery<NoticeTurn>): Promise<Verdict> {
    const stream = event.subject;
    const story = (await this.store.readStream(stream)).map((recorded) => recorded.event);
    if (story.some((told) => told.name === 'NoticeSent' && told.data.about === event.id)) {
      return skip('told before');
    }
    const notice = await this.#composer.compose(event, story);
    if (typeof notice === 'string') return skip(notice);
    const to = notice.attorney === null ? this.recipients.alertsOf(event.firm) : [notice.attorney];
    if (to.length === 0) return skip('nobody to tell');
    const messageId = `<${event.id}@counterpart.invalid>`;
    try {
      await this.post.send(notice.letter, to, messageId);
    } catch (error) {
      return this.post.verdictOf(error);
    }
    const sent = sentEvent(event, notice, { recipients: to.length, messageId });
    const cause = causedBy(event, 'notifier', 'send-notice');
    await this.store.transact(
      (tx) => this.store.append(tx, cause, [{ stream, expected: 'any', events: [sent] }], this.now()),
      { fence },
    );
    return done();
  }
}

function sentEvent(
  { id: about, firm, subject: stream }: Event<NoticeTurn>,
  { kind, matter }: Notice,
  sending: { readonly recipients: number; readonly messageId: string },
) {
  const data = { kind, about, matter, ...sending };
  return { name: 'NoticeSent' as const, stream, firm, key: matterKey(firm, matter), data };
}
