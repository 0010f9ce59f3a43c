/** An e-mail address as the trail may bear it: `m…@firm.example`. */
export function maskedAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 1) return '…';
  // A whole character: half of one is no text that an event can hold.
  const [first = ''] = address;
  return `${first}…${address.slice(at)}`.toWellFormed();
}
