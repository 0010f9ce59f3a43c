import type { FactLabel, Letter, LetterSubject, Message } from './letter.js';
import { matterLabel } from './letter.js';
import { escapeHtml, page, type Paragraph } from './letter-page.js';
import type { Words } from './words/words.js';

/** How a letter is rendered. */
export interface Rendering {
  readonly words: Words;
  /** Address of the console without a trailing slash; null where there is none to lead to. */
  readonly console: string | null;
  readonly subject: LetterSubject;
}

/** Mail readers cut longer ones. */
const LONGEST_SUBJECT = 200;

/** A message as text and as HTML: the same facts in the same order. */
export function renderLetter(message: Message, rendering: Rendering): Letter {
  const { words } = rendering;
  const subject = words.frame.subject(message.headline, message.about.matterNumber);
  const links = linksOf(rendering);
  return {
    subject: subject.length <= LONGEST_SUBJECT ? subject : `${subject.slice(0, LONGEST_SUBJECT - 1)}…`,
    text: asText(message, links, words),
    html: asHtml(message, links, words),
  };
}

interface Link {
  readonly label: string;
  readonly url: string;
}

function linksOf({ words, console, subject: { firm, document, matter } }: Rendering): readonly Link[] {
  if (console === null) return [];
  const { links } = words.frame;
  const home = `${console}/firms/${firm}`;
  return [
    ...(document === null ? [] : [{ label: links.document, url: `${home}/documents/${document}` }]),
    ...(matter === null ? [] : [{ label: links.matter, url: `${home}/matters/${matter}` }]),
  ];
}

function asText({ headline, facts }: Message, links: readonly Link[], { labels, frame }: Words): string {
  const lines = facts.map(([label, value]) => `${labels[label]}: ${value}`);
  const ways = links.map(({ label, url }) => `${label}: ${url}`);
  return [
    `${headline}.`,
    '',
    ...lines,
    ...(ways.length === 0 ? [] : ['', ...ways]),
    '',
    frame.footer,
    '',
  ].join('\n');
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

function asHtml({ headline, about, facts }: Message, links: readonly Link[], words: Words): string {
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
    links: links.map(
      ({ label, url }) => `<a href="${escapeHtml(url)}" style="color:#1d4f91">${escapeHtml(label)}</a>`,
    ),
    footer: frame.footer,
  });
}
