import {
  mattersIn,
  type FirmId,
  type MatterId,
  type StreamName,
  type UnsettledDocument,
} from '@counterpart/contracts';
import type { EventStore } from '@counterpart/event-store';
import type { MatterDocuments } from '../relocate-matter/relocate-matter.ports.js';
import { courseIn, eventsOf } from '../routing/document/document-stories.js';
import type { Survey } from '../routing/closing/next-closing-step.js';
import { unsettledState, type Grounds } from '../routing/closing/survey-document.js';

/** Documents whose stories are read at once. */
const AT_ONCE = 200;

/** Looks at every document of a matter: how many it has, and which are not settled. */
export class MatterSurvey {
  constructor(
    private readonly store: Pick<EventStore, 'transact' | 'readStreams'>,
    private readonly documents: MatterDocuments,
  ) {}

  async of(firm: FirmId, matter: MatterId, grounds: Grounds): Promise<Survey> {
    const streams = await this.store.transact((tx) => this.documents.streamsOf(tx, firm, matter), { firm });
    const missing: UnsettledDocument[] = [];
    let documents = 0;
    for (let start = 0; start < streams.length; start += AT_ONCE) {
      for (const course of await this.coursesOf(firm, streams.slice(start, start + AT_ONCE))) {
        const document = course.versions.at(-1);
        if (document?.matter !== matter) continue;
        if (course.counterpart !== null) documents += 1;
        const state = unsettledState(course, grounds);
        if (state !== null) missing.push({ document: document.id, name: document.name, state });
      }
    }
    return { documents, missing };
  }

  private async coursesOf(firm: FirmId, streams: readonly StreamName[]) {
    const stories = await this.store.readStreams(streams);
    const matters = new Set([...stories.values()].flatMap((story) => mattersIn(firm, eventsOf(story))));
    const ofMatters = [...(await this.store.readStreams([...matters])).values()].flat();
    const moves = ofMatters.filter(({ event }) => event.name === 'Relocated');
    return streams.map((stream) => courseIn([...(stories.get(stream) ?? []), ...moves], stream));
  }
}
