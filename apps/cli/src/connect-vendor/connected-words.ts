import type { Connected } from './connect-vendor.handler.js';

/** What people are told of a connection that was made. */
export function connectedWords({ firm, vendor, account, who, lacks }: Connected): string {
  const made = `${firm} has connected ${vendor}: ${who} (${account.id}). Work that waited for it goes on.`;
  if (lacks.length === 0) return made;
  const missing = lacks.map(({ what, remedy }) => `- ${what}. ${remedy}`);
  return [made, 'It lacks what the firm’s policy needs; mend it, then connect again:', ...missing].join('\n');
}
