import type { Connected } from './connect-vendor.handler.js';

/** What people are told of a connection that was made. */
export function connectedWords(connected: Connected): string {
  const { firm, vendor, account, who, lacks } = connected;
  const made = `${firm} has connected ${vendor}: ${who} (${account.id}). Work that waited for it goes on.`;
  const told = [made, ...grantedWords(connected)];
  if (lacks.length === 0) return told.join('\n');
  const missing = lacks.map(({ what, remedy }) => `- ${what}. ${remedy}`);
  return [...told, 'It lacks what the firm’s policy needs; mend it, then connect again:', ...missing].join(
    '\n',
  );
}

/** What the consent gives, and what of it nobody needs. */
function grantedWords({ vendor, granted, surplus }: Connected): readonly string[] {
  if (surplus === null) {
    const tried = granted.length === 0 ? '' : ` Tried and let through: ${granted.join(', ')}.`;
    return [
      `${vendor} does not tell what it granted: what its app may do beyond that is not seen here.${tried}`,
    ];
  }
  const all = `Granted: ${granted.join(', ')}.`;
  if (surplus.length === 0) return [`${all} Nothing of that is more than is needed.`];
  return [
    all,
    `More than is needed: ${surplus.join(', ')}. Take the ticks from the app’s permissions, or leave \`--app-scopes\` away; then connect again.`,
  ];
}
