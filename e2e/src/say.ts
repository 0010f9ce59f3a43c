/** Progress goes to stderr: stdout belongs to the result. */
export const say = (message: string): void => void process.stderr.write(`${message}\n`);

/** A line that replaces itself on a terminal, and is left out elsewhere. */
export function sayLive(message: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${message}`);
}
