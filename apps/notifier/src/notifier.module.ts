import { Module } from '@nestjs/common';
import { EventStore } from '@counterpart/event-store';
import { CLOCK, CONFIG, Firms } from '@counterpart/service-defaults';
import { SmtpPost } from './adapters/smtp-post.js';
import type { NotifierConfig } from './notifier.config.js';
import { SendNotice } from './send-notice/send-notice.handler.js';

/** Composes the notifier. */
@Module({
  providers: [
    {
      provide: SmtpPost,
      inject: [CONFIG],
      useFactory: (config: NotifierConfig) =>
        new SmtpPost(config.COUNTERPART_SMTP_URL, config.COUNTERPART_MAIL_FROM),
    },
    {
      provide: SendNotice,
      inject: [EventStore, SmtpPost, Firms, CLOCK],
      useFactory: (store: EventStore, post: SmtpPost, firms: Firms, now: () => Date) =>
        new SendNotice(store, post, firms, now),
    },
  ],
})
export class NotifierModule {}
