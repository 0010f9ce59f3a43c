import { EventId, FirmId, MatterId, type EventData } from '@counterpart/contracts';
import { expect, it } from 'vitest';
import { bouncedNotice } from './bounce-notice.js';
import { rendered, WORDS } from './rendered.spec-data.js';

const firm = FirmId.parse('hartwell');
const data: EventData<'NoticeBounced'> = {
  kind: 'matter-archived',
  about: EventId.parse('018f3f6e-5b0a-7c4e-9d2a-000000000001'),
  matter: MatterId.parse('77'),
  messageId: '<018f3f6e-5b0a-7c4e-9d2a-000000000001@counterpart.invalid>',
  sent: EventId.parse('018f3f6e-5b0a-7c4e-9d2a-000000000002'),
  recipient: 'm…@hartwell.example',
  outcome: 'failed',
  status: '5.1.1',
  reason: 'address-unknown',
  diagnostic: '550 5.1.1 User unknown',
};

it('an e-mail that reached nobody is told with its matter and cause, and without its document', () => {
  const names = { documentName: 'Secret.pdf', matterNumber: '2026-0001', clientName: 'Hale' };
  const recipients = ['m…@hartwell.example', 'i…@hartwell.example'];
  const letter = rendered(bouncedNotice({ data, firm }, { recipients, names }, WORDS));
  expect(letter.subject).toBe('Counterpart: An e-mail of Counterpart reached nobody (matter 2026-0001)');
  expect(letter.text).toMatchInlineSnapshot(`
    "An e-mail of Counterpart reached nobody.

    What happened: A mail server took the e-mail and sent it back from every recipient. It told of this: “A closed matter is archived.” The recipient’s mail server knows no such address.
    What Counterpart did: It put the bounce on the audit trail. It does not send the e-mail again.
    What to do: Correct the address in the policy, the firms file, or Clio for a responsible attorney.
    See how it stands with: counterpart notices list --firm hartwell --bounced
    Matter: 2026-0001, Hale
    Recipients: m…@hartwell.example, i…@hartwell.example
    Reason code: address-unknown (5.1.1)
    What the server said: 550 5.1.1 User unknown
    Firm: hartwell
    Reference: <018f3f6e-5b0a-7c4e-9d2a-000000000001@counterpart.invalid>

    Counterpart keeps the firm’s Clio documents in Dropbox. This mail was sent by itself; nobody reads answers to it.
    "
  `);
});
