import type { Place } from './place.ts';
import { edgeRule, type ImportRule } from './rule.ts';

/** A package (or a family of packages) that may be imported in few places, and the reason. */
interface Fence {
  readonly name: string;
  readonly packages: RegExp;
  readonly mayCross: (from: Place) => boolean;
  readonly reason: string;
}

const fences: readonly Fence[] = [
  {
    name: 'kafkajs-fence',
    packages: /^kafkajs$/,
    mayCross: (from) =>
      from.path.startsWith('libs/eventing/src/kafka/') ||
      (from.test && from.workspace === 'libs/eventing') ||
      // The benchmark compares us with a bare kafkajs loop.
      from.role === 'bench' ||
      // A drill tries what our port has no words for.
      from.path === 'e2e/src/harm/kafka-harm.ts',
    reason: 'only libs/eventing/src/kafka knows kafkajs',
  },
  {
    name: 'postgres-fence',
    packages: /^(pg|pg-copy-streams|typeorm)$/,
    mayCross: (from) =>
      from.test ||
      from.inside.includes('/postgres/') ||
      ['libs/event-store', 'libs/service-defaults', 'libs/testing'].includes(from.workspace) ||
      ['adapter', 'compose', 'local', 'e2e', 'bench'].includes(from.role),
    reason:
      'Postgres is spoken in postgres/ folders, event-store, service-defaults, adapters and the test ground',
  },
  {
    name: 'nest-fence',
    packages: /^@nestjs\//,
    mayCross: (from) =>
      from.test ||
      from.role === 'compose' ||
      from.workspace === 'libs/service-defaults' ||
      from.path.startsWith('libs/eventing/src/nest/') ||
      (from.role === 'adapter' && from.inside.endsWith('.controller.ts')),
    reason: 'Nest composes: modules, main, service-defaults, eventing/src/nest and HTTP controllers',
  },
];

/** Rules of who may import which driver. */
export const driverRules: readonly ImportRule[] = fences.map(({ name, packages, mayCross, reason }) =>
  edgeRule(name, ({ from, to }) => {
    if (to.kind !== 'package' || !packages.test(to.name) || mayCross(from)) return undefined;
    return reason;
  }),
);
