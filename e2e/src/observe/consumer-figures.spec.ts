import { expect, it } from 'vitest';
import { figuresIn } from './consumer-figures.js';

const METRICS = `# TYPE counterpart_records_total counter
counterpart_records_total{group="uploader.stage",event="DocumentRouted",verdict="done",service="uploader"} 12
counterpart_records_total{group="uploader.stage",event="DocumentRouted",verdict="skip",service="uploader"} 3
counterpart_records_total{group="uploader.commit",event="DocumentStaged",verdict="done",service="uploader"} 40
counterpart_consumer{group="uploader.stage",what="in-flight",service="uploader"} 7
counterpart_consumer{group="uploader.stage",what="partitions",service="uploader"} 6
`;

it('counts what a process carried out and has in hand, of one group alone', () => {
  expect(figuresIn(METRICS, 'uploader.stage')).toEqual({ done: 12, inFlight: 7 });
  expect(figuresIn(METRICS, 'uploader.commit')).toEqual({ done: 40, inFlight: 0 });
  expect(figuresIn('', 'uploader.stage')).toEqual({ done: 0, inFlight: 0 });
});
