/** A weakness that is known of a package: in every version below one. */
interface Advisory {
  readonly id: string;
  readonly package: string;
  /** The first version that is mended, `major.minor.patch`. */
  readonly below: string;
}

/** A weakness that we live with, and why. */
interface Accepted {
  readonly id: string;
  readonly reason: string;
}

/** The committed file. */
export interface AdvisoryBook {
  /** Day on which a person last went over the list. */
  readonly asOf: string;
  readonly known: readonly Advisory[];
  readonly accepted: readonly Accepted[];
}

/** The part of a lock file that names what is installed. */
export interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly link?: boolean }>>;
}

/** Installed versions that the book knows a weakness of, and accepted ones without a reason. */
export function knownProblems(lock: Lock, { known, accepted }: AdvisoryBook): string[] {
  const taken = new Set(accepted.map(({ id }) => id));
  const silent = accepted
    .filter(({ reason }) => reason.trim() === '')
    .map(({ id }) => `${id} is accepted without a reason`);
  const found = Object.entries(lock.packages).flatMap(([path, { version, link }]) => {
    const name = path.split('node_modules/').at(-1) ?? '';
    if (version === undefined || link === true || !path.includes('node_modules/')) return [];
    return known
      .filter(
        ({ id, package: affected, below }) => affected === name && isBelow(version, below) && !taken.has(id),
      )
      .map(({ id, below }) => `${name}@${version}: ${id}, mended in ${below}`);
  });
  return [...silent, ...found];
}

/** What `npm audit --json` said. @returns undefined where it is no report: the registry was not reached */
export function reportedProblems(answer: string, { accepted }: AdvisoryBook): string[] | undefined {
  const report = parsed(answer);
  if (report?.vulnerabilities === undefined) return undefined;
  const taken = new Set(accepted.map(({ id }) => id));
  const found = Object.values(report.vulnerabilities)
    .flatMap(({ via }) => via)
    .filter((cause) => typeof cause === 'object')
    .filter(({ severity }) => severity === 'high' || severity === 'critical')
    .map(({ name, title, url }) => ({ id: url.split('/').at(-1) ?? url, text: `${name}: ${title}` }))
    .filter(({ id }) => !taken.has(id))
    .map(({ id, text }) => `${text} (${id})`);
  return [...new Set(found)];
}

interface Report {
  readonly vulnerabilities?: Readonly<
    Record<
      string,
      {
        readonly via: readonly (
          | string
          | { readonly name: string; readonly title: string; readonly url: string; readonly severity: string }
        )[];
      }
    >
  >;
}

function parsed(answer: string): Report | undefined {
  const begin = answer.indexOf('{');
  try {
    return JSON.parse(answer.slice(begin, answer.lastIndexOf('}') + 1)) as Report;
  } catch {
    return undefined;
  }
}

/** A pre-release counts as the version that it leads to. */
function isBelow(version: string, other: string): boolean {
  const [one, two] = [version, other].map((text) => (text.split('-')[0] ?? '').split('.').map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (one?.[index] ?? 0) - (two?.[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
