import { readFileSync } from 'node:fs';
import { Module } from '@nestjs/common';
import { BounceAddresses, bounceSettings, TakeBounce } from '@counterpart/bounces';
import { EventStore } from '@counterpart/event-store';
import { PolicyBook } from '@counterpart/policies';
import { CLOCK, CONFIG, FirmClock, Firms, FirmStandings, LOG, type Log } from '@counterpart/service-defaults';
import { DataSource } from 'typeorm';
import { BounceInlet, type InletPorts } from './adapters/bounce-inlet.js';
import { FiguresStore } from './adapters/figures.store.js';
import { FirmPolicies } from './adapters/firm-policies.js';
import { takeFirmTurn } from './adapters/firm-turns.js';
import { NoticesStore } from './adapters/notices.store.js';
import { SmtpPost } from './adapters/smtp-post.js';
import { isLoopback } from './adapters/smtp-transport.js';
import type { NotifierConfig } from './notifier.config.js';
import { NoticeComposer } from './send-notice/compose-notice.js';
import { SendNotice } from './send-notice/send-notice.handler.js';
import { SendSummary } from './send-summary/send-summary.handler.js';
import { TendNotices } from './tend-notices/tend-notices.handler.js';

/** What the use cases need of the world. */
const PORTS = Symbol('ports of the notifier');

/** No event says that a night is over. */
export const NOTICE_CLOCK = Symbol('clock of notices');

/** Where bounces come in; null where they do not. */
export const BOUNCE_INLET = Symbol('inlet of bounces');

/** Composes the notifier. */
@Module({
  providers: [
    {
      provide: SmtpPost,
      inject: [CONFIG],
      useFactory: (config: NotifierConfig) =>
        new SmtpPost(serverOf(config), config.COUNTERPART_MAIL_FROM, addressesOf(config)),
    },
    {
      provide: BOUNCE_INLET,
      inject: [EventStore, CONFIG, CLOCK, LOG],
      useFactory: (...[store, config, now, log]: InletParts) => inletOf(store, config, { now, log }),
    },
    {
      provide: PORTS,
      inject: [EventStore, SmtpPost, Firms],
      useFactory: (store: EventStore, post: SmtpPost, recipients: Firms) => portsOn(store, post, recipients),
    },
    {
      provide: SendNotice,
      inject: [EventStore, PORTS, CLOCK],
      useFactory: (...[store, ports, now]: Parts) => new SendNotice(store, ports, now),
    },
    {
      provide: TendNotices,
      inject: [EventStore, PORTS, CLOCK],
      useFactory: (...[store, ports, now]: Parts) => new TendNotices(store, ports, now),
    },
    {
      provide: SendSummary,
      inject: [EventStore, PORTS, CLOCK],
      useFactory: (...[store, ports, now]: Parts) => new SendSummary(store, ports, now),
    },
    {
      provide: NOTICE_CLOCK,
      inject: [TendNotices, SendSummary, DataSource, Firms, FirmStandings, CONFIG, LOG],
      useFactory: (...[notices, summaries, dataSource, firms, standings, config, log]: ClockParts) =>
        new FirmClock(
          // Of any number of pods one looks after a firm.
          (firm, signal) =>
            takeFirmTurn(dataSource, firm, async () => {
              for (const work of [notices, summaries]) await work.tend(firm, signal);
            }),
          {
            everyMs: config.COUNTERPART_NOTICE_LOOK_SECONDS * 1000,
            firms: () => firms.ids(),
            isServed: (firm) => standings.isServed(firm),
            onTrouble: (firm, error) => log.warn({ firm, error }, 'notices that wait could not be sent'),
          },
        ),
    },
  ],
})
export class NotifierModule {}

type Ports = ReturnType<typeof portsOn>;
type Parts = [EventStore, Ports, () => Date];
type InletParts = [EventStore, NotifierConfig, () => Date, Log];
type ClockParts = readonly [TendNotices, SendSummary, DataSource, Firms, FirmStandings, NotifierConfig, Log];

function portsOn(store: EventStore, post: SmtpPost, recipients: Firms) {
  const notices = new NoticesStore(store);
  return {
    post,
    recipients,
    policies: new FirmPolicies(new PolicyBook(store)),
    recent: notices,
    waiting: notices,
    figures: new FiguresStore(store),
    composer: new NoticeComposer(store),
  };
}

function addressesOf(config: NotifierConfig): BounceAddresses | null {
  const settings = bounceSettings(config);
  return settings === null ? null : new BounceAddresses(settings);
}

function inletOf(
  store: EventStore,
  config: NotifierConfig,
  ports: Pick<InletPorts, 'now' | 'log'>,
): BounceInlet | null {
  const addresses = addressesOf(config);
  const { COUNTERPART_BOUNCE_PORT: port, COUNTERPART_BOUNCE_HOST: host } = config;
  if (addresses === null || port === undefined) return null;
  const { COUNTERPART_BOUNCE_TLS_CERT_FILE: cert, COUNTERPART_BOUNCE_TLS_KEY_FILE: key } = config;
  const tls =
    cert === undefined || key === undefined
      ? null
      : { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  const bounces = new TakeBounce(store);
  const takeAt: InletPorts['takeAt'] = (to, bytes, by) => bounces.takeAt(to, bytes, by);
  return new BounceInlet({ ...ports, addresses, takeAt }, { host, port, tls });
}

function serverOf(config: NotifierConfig) {
  const { COUNTERPART_SMTP_URL: url, COUNTERPART_SMTP_CA_FILE: file } = config;
  return {
    url,
    tls: config.COUNTERPART_SMTP_TLS ?? (isLoopback(url) ? 'offered' : 'required'),
    connections: config.COUNTERPART_SMTP_CONNECTIONS,
    ...(file === undefined ? {} : { ca: readFileSync(file, 'utf8') }),
  };
}
