import Table from 'cli-table3';

/** Rows under a heading, in columns, without lines: as a terminal and a pipe can both take it. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const drawn = new Table({
    head: heading.map((title) => title.toUpperCase()),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2, compact: true },
    chars: BARE,
  });
  drawn.push(...rows.map((row) => row.map(printable)));
  return drawn
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const BARE = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ].map((name) => [name, '']),
);

/** Names come from outside: a terminal must not take them for commands, nor a line for two. */
// eslint-disable-next-line no-control-regex -- control characters are what is replaced
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/gu;
const printable = (text: string): string => text.replaceAll(CONTROL, '\ufffd');
