import { isNoticeKind, NOTICE_KINDS } from '../notice-kinds.js';
import type { PolicyFault } from './check-policy.js';
import type { Policy } from './policy.js';

/** What is wrong with when and to whom e-mails go. */
export function noticeFaults({ notices }: Policy): readonly PolicyFault[] {
  const { recipients, timeZone, quietHours } = notices;
  const faults: PolicyFault[] = Object.keys(recipients)
    .filter((kind) => !isNoticeKind(kind))
    .map((kind) => ({
      path: ['notices', 'recipients', kind],
      message: `is no kind of notice; there are ${Object.keys(NOTICE_KINDS).join(', ')}`,
    }));
  if (!isTimeZone(timeZone)) {
    faults.push({
      path: ['notices', 'timeZone'],
      message: `${timeZone} is no time zone; take a name such as Europe/Berlin`,
    });
  }
  const [from, to] = quietHours?.split('-') ?? [];
  if (quietHours !== null && from === to) {
    faults.push({ path: ['notices', 'quietHours'], message: 'end as they begin; null for none' });
  }
  return faults;
}

/** ECMA-402: an unknown time zone is a RangeError. */
function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
