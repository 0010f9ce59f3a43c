import { isNoticeKind, NOTICE_KINDS } from '@counterpart/contracts';

/** Of many notices as one. */
export const digests = {
  headline: (count: number, kind: string) =>
    `${count} notices: ${isNoticeKind(kind) ? lower(NOTICE_KINDS[kind].meaning) : kind}`,
  happened: (count: number, shown: number) =>
    `${count} notices of one kind came together.${shown < count ? ` The first ${shown} stand below.` : ''}`,
  did: 'It put them into this one e-mail. Each stands on the audit trail by itself.',
  todo: 'Look at the first ones: most often one cause explains them all. This shows every one of them:',
};

/** Of what a day brought. */
export const summaries = {
  headline: (day: string) => `Summary of ${day}`,
  quiet: 'Nothing waits for a person.',
  open: (count: number) => `${count} ${count === 1 ? 'thing waits' : 'things wait'} for a person.`,
  period: (from: string, until: string) => `${from} to ${until}`,
  of: (part: number, whole: number) => `${part} of ${whole} documents`,
  todo: 'Look at what is open:',
};

/** `A document is held.` as it stands within a sentence’s end. */
const lower = (sentence: string): string => {
  const [first = ''] = sentence.split('. ');
  return (first.charAt(0).toLowerCase() + first.slice(1)).replace(/\.$/, '');
};
