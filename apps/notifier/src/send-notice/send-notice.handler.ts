import {
  causedBy,
  documentStream,
  matterKey,
  matterStream,
  namesIn,
  type Event,
} from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import { done, skip, type Delivery, type Verdict } from '@counterpart/eventing';
import { deadLetterNotice, type NoticeSubject } from '../notice/dead-letter-notice.js';
import type { Post, Recipients } from './send-notice.ports.js';

type DeadLetter = Event<'WorkDeadLettered'>;

/** When work is dead-lettered, the firm’s people are told once, by e-mail. */
export class SendNotice {
  constructor(
    private readonly store: EventStore,
    private readonly post: Post,
    private readonly recipients: Recipients,
    private readonly now: () => Date,
  ) {}

  async handle({ event, fence }: Delivery<'WorkDeadLettered'>): Promise<Verdict> {
    const to = this.recipients.alertsOf(event.firm);
    if (to.length === 0) return skip('nobody to tell');
    const stream = event.subject;
    const story = await this.store.readStream(stream);
    if (story.some((told) => told.event.name === 'NoticeSent' && told.event.data.about === event.id)) {
      return skip('told before');
    }
    const messageId = `<${event.id}@counterpart.invalid>`;
    const letter = deadLetterNotice(event.data, await this.subjectOf(event));
    try {
      await this.post.send(letter, to, messageId);
    } catch (error) {
      return this.post.verdictOf(error);
    }
    const { firm } = event;
    const { matter } = event.data;
    const data = {
      kind: 'work-dead-lettered' as const,
      about: event.id,
      matter,
      recipients: to.length,
      messageId,
    };
    const cause = causedBy(event, 'notifier', 'send-notice');
    const notice = { name: 'NoticeSent' as const, stream, firm, key: matterKey(firm, matter), data };
    await this.store.transact(
      (tx) => this.store.append(tx, cause, [{ stream, expected: 'any', events: [notice] }], this.now()),
      { fence },
    );
    return done();
  }

  private async subjectOf({ firm, data }: DeadLetter): Promise<NoticeSubject> {
    const document = data.document === null ? undefined : documentStream(firm, data.document);
    const matter = data.matter === null ? undefined : matterStream(firm, data.matter);
    const streams = [document, matter].filter((stream) => stream !== undefined);
    const stories = await this.store.readStreams(streams);
    const told = streams.flatMap((stream) => (stories.get(stream) ?? []).map(({ event }) => event));
    return { firm, ...namesIn(told) };
  }
}
