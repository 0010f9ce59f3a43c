import type { Stack } from '@counterpart/local';
import { z } from 'zod';
import { ObservationFailed } from '../observe/get-json.js';

const Deed = z.object({ status: z.number(), body: z.unknown() });

/** Somebody at the firm who works in Dropbox, on its web page and within a person’s rights. */
export class DropboxHand {
  constructor(
    private readonly stack: Pick<Stack, 'addresses'>,
    /** Whose, before the `@`. */
    private readonly mailbox = 'grace.lin',
  ) {}

  async move(from_path: string, to_path: string): Promise<void> {
    await this.does('files/move_v2', { from_path, to_path });
  }

  async copy(from_path: string, to_path: string): Promise<void> {
    await this.does('files/copy_v2', { from_path, to_path });
  }

  async delete(path: string): Promise<void> {
    await this.does('files/delete_v2', { path });
  }

  /** Whatever a click would call. @returns its answer */
  async does(route: string, arg: object): Promise<unknown> {
    const deed = { as: `${this.mailbox}@hartwell-reyes.example`, route, arg };
    const response = await fetch(`${this.stack.addresses.dropbox}/_emulator/hand`, {
      method: 'POST',
      body: JSON.stringify(deed),
    });
    const text = await response.text();
    if (!response.ok) throw new ObservationFailed(`${route}: ${response.status} ${text}`);
    const { status, body } = Deed.parse(JSON.parse(text));
    if (status !== 200) throw new ObservationFailed(`${route}: ${status} ${JSON.stringify(body)}`);
    return body;
  }
}
