/** A message as the inbox keeps it. */
export interface InboxMessage {
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly receivedAt: string;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (mark) => ESCAPES[mark] ?? mark);

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:50rem;color:#1c2330}
h1{font-size:1.3rem}article{border:1px solid #dde;border-radius:6px;padding:1rem;margin:1rem 0}
h2{font-size:1.05rem;margin:0}.about{color:#667;font-size:.9em}iframe{width:100%;height:20rem;border:0}`;

/** The inbox for people, newest first. */
export function inboxPage(messages: readonly InboxMessage[]): string {
  const articles = messages
    .toReversed()
    .map(
      ({ subject, from, to, receivedAt, html, text }) =>
        `<article><h2>${escape(subject)}</h2><p class="about">${escape(from)} to ${escape(to.join(', '))}, ${receivedAt}</p>` +
        (html === '' ? `<pre>${escape(text)}</pre>` : `<iframe sandbox srcdoc="${escape(html)}"></iframe>`) +
        '</article>',
    );
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="10">` +
    `<title>Inbox</title><style>${STYLE}</style></head><body><h1>Inbox: ${messages.length} messages</h1>` +
    `${articles.length === 0 ? '<p>No mail yet. A mail comes when work is given up.</p>' : articles.join('')}</body></html>`
  );
}
