import type { FactLabel, Letter, Message } from './letter.js';
import { matterLabel } from './letter.js';
import { page, type Paragraph } from './letter-page.js';
import type { Words } from './words/words.js';

/** Mail readers cut longer ones. */
const LONGEST_SUBJECT = 200;

/** A message as text and as HTML: the same facts in the same order. */
export function renderLetter(message: Message, words: Words): Letter {
  const subject = words.frame.subject(message.headline, message.about.matterNumber);
  return {
    subject: subject.length <= LONGEST_SUBJECT ? subject : `${subject.slice(0, LONGEST_SUBJECT - 1)}…`,
    text: asText(message, words),
    html: asHtml(message, words),
  };
}

function asText({ headline, facts }: Message, { labels, frame }: Words): string {
  const lines = facts.map(([label, value]) => `${labels[label]}: ${value}`);
  return [`${headline}.`, '', ...lines, '', frame.footer, ''].join('\n');
}

/** What a reader looks for first stands in sentences; the rest in a table below. */
const SENTENCES: ReadonlyMap<FactLabel, Paragraph['look']> = new Map([
  ['happened', 'plain'],
  ['did', 'plain'],
  ['todo', 'call'],
  ['retryWith', 'command'],
  ['showWith', 'command'],
  ['againWith', 'command'],
  ['runIt', 'command'],
]);

function asHtml({ headline, about, facts }: Message, words: Words): string {
  const { labels, frame, language } = words;
  const matter = matterLabel(about);
  const paragraphs = facts.flatMap(([label, value]): readonly Paragraph[] => {
    const look = SENTENCES.get(label);
    return look === undefined ? [] : [{ look, label: labels[label], value }];
  });
  const rest = facts.filter(([label]) => !SENTENCES.has(label));
  return page({
    language,
    kicker: matter === null ? frame.product : `${frame.product} · ${frame.ofMatter(matter)}`,
    headline,
    paragraphs,
    details: rest.map(([label, value]) => ({ label: labels[label], value })),
    footer: frame.footer,
  });
}
