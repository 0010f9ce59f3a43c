import {
  MATTER_FIELDS,
  parseTemplate,
  VERSION_FIELDS,
  wordKey,
  type Policy,
  type Template,
  type Vocabulary,
} from '@counterpart/contracts';

/** A name of a map in the policy and what it stands for. */
interface Mapped {
  readonly name: string;
  readonly gives: string;
}

/** A policy made ready for deciding: templates parsed, names folded for comparison. */
export interface Rules {
  readonly policy: Policy;
  readonly matterFolder: Template;
  readonly privilegedFolder: Template;
  readonly uploadsFolder: Template;
  readonly closingFolder: Template;
  readonly versionName: Template;
  readonly rootByArea: ReadonlyMap<string, Mapped>;
  readonly folderByCategory: ReadonlyMap<string, Mapped>;
}

const made = new WeakMap<Policy, Rules>();

/** The rules of a policy; made once for each policy object. */
export function rulesOf(policy: Policy): Rules {
  const known = made.get(policy);
  if (known !== undefined) return known;
  const rules = makeRules(policy);
  made.set(policy, rules);
  return rules;
}

function makeRules(policy: Policy): Rules {
  return {
    policy,
    matterFolder: understood(policy.matterFolder, MATTER_FIELDS),
    privilegedFolder: understood(policy.privileged.matterFolder, MATTER_FIELDS),
    uploadsFolder: understood(policy.clientUploads.folder, MATTER_FIELDS),
    closingFolder: understood(policy.closing.folder, MATTER_FIELDS),
    versionName: understood(policy.versions.name, { ...VERSION_FIELDS, ...MATTER_FIELDS }),
    rootByArea: byWord(policy.roots.practiceAreas),
    folderByCategory: byWord(policy.categories),
  };
}

/** A policy is checked before it is applied, so a template that cannot be read here is a bug. */
function understood(text: string, fields: Vocabulary): Template {
  const parsed = parseTemplate(text, fields);
  if (parsed.ok) return parsed.template;
  throw new TypeError(`the template ${text} was applied unchecked: ${parsed.fault.message}`);
}

const byWord = (map: Readonly<Record<string, string>>): ReadonlyMap<string, Mapped> =>
  new Map(Object.entries(map).map(([name, gives]) => [wordKey(name), { name, gives }]));
