import { wordKey, type MatterSnapshot, type Policy, type Reason } from '@counterpart/contracts';
import { legalName } from './legal-name.js';
import { valuesOf } from './place.js';
import { renderFolder, type Told } from './render.js';
import { rulesOf } from './rules.js';

/** The folder that a matter wishes for, before other matters’ claims are looked at. */
export function matterFolder(policy: Policy, matter: MatterSnapshot): Told<string> {
  const root = rootOf(policy, matter);
  const below = renderFolder('matterFolder', rulesOf(policy).matterFolder, valuesOf(policy, matter));
  return { value: `${root.gives}/${below.value}`, why: [root, ...below.why] };
}

function rootOf(policy: Policy, { practiceArea }: MatterSnapshot): Reason {
  const area = practiceArea?.name ?? null;
  const own = area === null ? undefined : rulesOf(policy).rootByArea.get(wordKey(area));
  return own === undefined
    ? { rule: 'roots.default', on: area, gives: policy.roots.default }
    : { rule: `roots.practiceAreas.${own.name}`, on: area, gives: own.gives };
}

/** Every folder a matter starts with, parents first. */
export function scaffold(policy: Policy, folder: string): readonly string[] {
  const below = [...Object.values(policy.categories), policy.unmapped].map((name) => legalName(name));
  return [folder, ...new Set(below.map((name) => `${folder}/${name}`))];
}
