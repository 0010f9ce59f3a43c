import { expect, it } from 'vitest';
import { RouteDocument } from '../src/route-document/route-document.handler.js';
import { subscriptions } from '../src/subscriptions.js';
import { PRIVILEGED } from '../src/routing/ground/document-events.spec-data.js';
import { sampleDocument } from '../src/routing/ground/samples.spec-data.js';
import { sharedGround } from './ground.js';
import { Router } from './scene.js';

/*
 * A version was lost five times and given up. What was told of its document next waited behind that, in the document’s lane: it was
 * marked privileged and stayed open until a person saw to the version.
 */

const ground = sharedGround();

it('what is marked privileged after its next version was given up is locked away', async () => {
  const router = new Router(ground.store);
  await router.register();
  await router.place('10');
  await router.version('10', 2);
  await router.keep('10');
  for (let attempt = 1; attempt <= 5; attempt += 1) await router.lose('10');
  const last = (await router.story(router.document('10'))).at(-1);
  expect(await router.handle(last!)).toEqual({ kind: 'dead', code: 'STAGING_LOST' });
  const { version } = sampleDocument({}, 2);
  await router.change('10', { version, ...PRIVILEGED });
  const moves = await router.told(router.document('10'), 'RelocationPlanned');
  // What was kept of it goes along.
  expect(moves.map(({ data }) => data.access)).toEqual(['into-restricted', 'into-restricted']);
});

it('nothing that was given up holds what is told of its document next', () => {
  const tables = subscriptions({ COUNTERPART_ROUTER_CONCURRENCY: 4 });
  const deciding = tables.filter(({ rows }) => rows.some(({ handler }) => handler === RouteDocument));
  expect(deciding.map(({ group, afterDeath }) => [group, afterDeath])).toEqual([
    ['router', 'release'],
    ['router.follow', 'release'],
  ]);
});
