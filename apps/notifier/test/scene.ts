import { randomUUID } from 'node:crypto';
import {
  DEFAULT_POLICY,
  FirmId,
  firmStream,
  type Event,
  type EventData,
  type EventName,
  type Policy,
  type Topic,
} from '@counterpart/contracts';
import { EventStore, runMigrations, storeDataSource } from '@counterpart/event-store';
import { outage, type Delivery, type Verdict } from '@counterpart/eventing';
import { PolicyBook } from '@counterpart/policies';
import { testDatabase, tellOn } from '@counterpart/testing';
import { FiguresStore } from '../src/adapters/figures.store.js';
import { FirmPolicies } from '../src/adapters/firm-policies.js';
import { NoticesStore } from '../src/adapters/notices.store.js';
import type { Letter } from '../src/notice/letter.js';
import { NoticeComposer, type NoticeTurn } from '../src/send-notice/compose-notice.js';
import { SendNotice } from '../src/send-notice/send-notice.handler.js';
import type { Sending } from '../src/notice/notice-events.js';
import type { LetterMark, Post } from '../src/send-notice/send-notice.ports.js';
import { SendSummary } from '../src/send-summary/send-summary.handler.js';
import { TendNotices } from '../src/tend-notices/tend-notices.handler.js';

/** A letter that left. */
export interface Sent extends Letter {
  readonly to: readonly string[];
  readonly messageId: string;
}

/** The notifier’s use cases on a real store, with a post that keeps what it is given. */
export class Scene {
  firm = FirmId.parse('nobody');
  now = new Date();
  sent: Sent[] = [];
  /** What the post answers instead of taking everything. */
  refusing: Sending | undefined;
  /** A post that letters leave by, too; none where it is only kept what was sent. */
  post: Pick<Post, 'send'> | undefined;
  /** Letters that the post takes before the server goes away. */
  staysFor = Infinity;
  readonly recipients = { alertsOf: (): readonly string[] => ['it@hartwell.example'] };
  notices!: TendNotices;
  summaries!: SendSummary;
  #notice!: SendNotice;

  constructor(
    readonly store: EventStore,
    /** Lets PostgreSQL’s disk be full, or makes room on it. */
    readonly fillDisk: (isFull: boolean) => Promise<void>,
    readonly close: () => Promise<void>,
  ) {}

  /** A firm of its own for each test. */
  begin(now: Date): void {
    this.firm = FirmId.parse(`firm-${randomUUID().slice(0, 8)}`);
    this.now = now;
    this.sent = [];
    this.refusing = undefined;
    this.post = undefined;
    this.staysFor = Infinity;
    const notices = new NoticesStore(this.store);
    const ports = {
      post: {
        send: (letter: Letter, to: readonly string[], mark: LetterMark) => this.#send(letter, to, mark),
        verdictOf: (): Verdict => outage('SMTP_UNAVAILABLE'),
      },
      recipients: this.recipients,
      policies: new FirmPolicies(new PolicyBook(this.store)),
      recent: notices,
      waiting: notices,
      figures: new FiguresStore(this.store),
      composer: new NoticeComposer(this.store),
    };
    const clock = (): Date => this.now;
    this.#notice = new SendNotice(this.store, ports, clock);
    this.notices = new TendNotices(this.store, ports, clock);
    this.summaries = new SendSummary(this.store, ports, clock);
  }

  /** Records what another service would, and gives the event back as Kafka would deliver it. */
  async tell(stream: Event['subject'], name: EventName, data: object, topic?: Topic): Promise<Event> {
    const address = { stream, firm: this.firm, key: `${this.firm}/-` };
    const own = topic === undefined ? {} : { topic };
    const event = { ...address, name, data: data as EventData<EventName>, ...own };
    return tellOn(this.store, { at: this.now })(event);
  }

  async applyNotices(notices: Partial<Policy['notices']>): Promise<void> {
    const policy = { ...DEFAULT_POLICY, version: 1, notices: { ...DEFAULT_POLICY.notices, ...notices } };
    await this.tell(firmStream(this.firm), 'PolicyApplied', { policy, replaces: 0, note: null });
  }

  readonly hear = (event: Event): Promise<Verdict> =>
    this.#notice.handle({
      event,
      tries: 1,
      signal: new AbortController().signal,
      fence: null,
    } as unknown as Delivery<NoticeTurn>);

  async #send(letter: Letter, to: readonly string[], mark: LetterMark): Promise<Sending> {
    if (this.refusing !== undefined) return Promise.resolve(this.refusing);
    if (this.staysFor <= 0) return Promise.reject(new Error('the mail server went away'));
    this.staysFor -= 1;
    const sending = await this.post?.send(letter, to, mark);
    this.sent.push({ ...letter, to, messageId: mark.messageId });
    return sending ?? { accepted: to.length, refused: [] };
  }
}

export async function openScene(): Promise<Scene> {
  const database = await testDatabase();
  await runMigrations({ url: database.ownerUrl });
  const source = await storeDataSource({ url: database.serviceUrl, applicationName: 'spec' }).initialize();
  const owner = await storeDataSource({ url: database.ownerUrl, applicationName: 'spec' }).initialize();
  await owner.query(FULL_DISK);
  const fillDisk = (isFull: boolean): Promise<void> =>
    owner.query(`alter table event_store.events ${isFull ? 'enable' : 'disable'} trigger disk_is_full`);
  await fillDisk(false);
  return new Scene(new EventStore(source), fillDisk, async () => {
    await Promise.all([source.destroy(), owner.destroy()]);
    await database.drop();
  });
}

/** PostgreSQL goes on reading, and has no room for what is written. */
const FULL_DISK = `
create function disk_is_full() returns trigger language plpgsql as $$
begin
  raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';
end $$;
create trigger disk_is_full before insert on event_store.events
  for each statement execute function disk_is_full()`;
