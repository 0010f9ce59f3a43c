import { z } from 'zod';
import type { Stack } from '@counterpart/local';
import { getJson } from './get-json.js';

const Inbox = z.object({ messages: z.array(z.object({ subject: z.string() })) });

/** How many e-mails came whose subject holds some words. */
export async function mailsAbout({ addresses }: Pick<Stack, 'addresses'>, words: string): Promise<number> {
  const { messages } = await getJson(`${addresses.inbox}/messages`, Inbox);
  return messages.filter(({ subject }) => subject.includes(words)).length;
}
