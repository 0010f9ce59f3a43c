import { describe, expect, it } from 'vitest';
import {
  documentStream,
  EventId,
  FirmId,
  matterStream,
  Policy,
  type Event,
  type EventData,
  type EventName,
} from '@counterpart/contracts';
import { sampleDocument, sampleMatter } from '../samples.spec-data.js';
import { relocations } from '../relocations/relocations.js';
import { FirmView } from './firm-view.js';

const FIRM = FirmId.parse('hartwell');
const MATTER = sampleMatter();
const DOCUMENT = sampleDocument();
const HOME = '/Matters/2026-0001-Reyes';

let serial = 0;
function told<Name extends EventName>(name: Name, data: EventData<Name>): Event {
  serial += 1;
  const id = EventId.parse(`00000000-0000-7000-8000-${serial.toString(16).padStart(12, '0')}`);
  return { id, firm: FIRM, name, data } as unknown as Event;
}

const place = { folder: `${HOME}/Pleadings`, name: 'Complaint.pdf', disambiguated: false };

/** A matter with its folder and one document in it. */
function placed(): FirmView {
  const view = new FirmView(FIRM);
  view.take(told('MatterRegistered', { matter: MATTER }));
  view.take(told('ScaffoldPlanned', { matter: MATTER.id, folders: [HOME], policyVersion: 0 }));
  view.take(told('DocumentAdded', { document: DOCUMENT }));
  view.take(
    told('DocumentRouted', {
      document: DOCUMENT.id,
      matter: MATTER.id,
      version: { id: DOCUMENT.version.id, number: 1, size: 1 },
      placement: place,
      replaces: null,
      counterpart: null,
      clientModified: null,
      policyVersion: 0,
      attempt: 1,
    }),
  );
  return view;
}

const moved = (planned: Event, to: string, from: string, document: typeof DOCUMENT.id | null): Event =>
  told('Relocated', {
    matter: MATTER.id,
    document,
    planned: planned.id,
    from,
    to,
    purpose: 'follow',
    counterpart: 'id:a',
    rev: null,
    how: 'moved',
  });

const planOf = (document: typeof DOCUMENT.id | null, from: string, to: typeof place): Event =>
  told('RelocationPlanned', {
    document,
    matter: MATTER.id,
    from,
    to,
    via: null,
    access: 'unchanged',
    policyVersion: 7,
    counterpart: document === null ? null : 'id:a',
    why: [],
  });

describe('the live state of a firm', () => {
  it('has a document where its move went, under the policy that moved it; the old place stays claimed', () => {
    const view = placed();
    const to = { ...place, folder: `${HOME}/Discovery` };
    const plan = planOf(DOCUMENT.id, `${HOME}/Pleadings/Complaint.pdf`, to);
    view.take(plan);
    expect(view.documents.get(DOCUMENT.id)?.placement).toEqual(place);
    view.take(moved(plan, `${HOME}/Discovery/Complaint.pdf`, `${HOME}/Pleadings/Complaint.pdf`, DOCUMENT.id));
    expect(view.documents.get(DOCUMENT.id)).toMatchObject({ placement: to, policyVersion: 7 });
    const owner = documentStream(FIRM, DOCUMENT.id);
    expect(view.claims).toContainEqual([`${HOME}/Pleadings/Complaint.pdf`, owner]);
    expect(view.claims).toContainEqual([`${HOME}/Discovery/Complaint.pdf`, owner]);
  });

  it('has a matter’s folder and all that lies below it where the folder’s move went', () => {
    const view = placed();
    const plan = planOf(null, HOME, { folder: '/Matters', name: '2026-0001-Ortiz', disambiguated: false });
    view.take(plan);
    view.take(moved(plan, '/Matters/2026-0001-Ortiz', HOME, null));
    expect(view.matters.get(MATTER.id)?.folder).toBe('/Matters/2026-0001-Ortiz');
    expect(view.documents.get(DOCUMENT.id)?.placement?.folder).toBe('/Matters/2026-0001-Ortiz/Pleadings');
    expect(view.claims).toContainEqual(['/Matters/2026-0001-Ortiz', matterStream(FIRM, MATTER.id)]);
  });

  it('leaves all where it is when a prior version goes along', () => {
    const view = placed();
    const to = { ...place, folder: `${HOME}/Discovery/_Archive`, name: 'Complaint_v1.pdf' };
    const plan = planOf(DOCUMENT.id, `${HOME}/Pleadings/_Archive/Complaint_v1.pdf`, to);
    const along = { ...plan, data: { ...plan.data, along: true } } as unknown as Event;
    view.take(along);
    view.take(
      moved(along, `${to.folder}/${to.name}`, `${HOME}/Pleadings/_Archive/Complaint_v1.pdf`, DOCUMENT.id),
    );
    expect(view.documents.get(DOCUMENT.id)?.placement).toEqual(place);
  });
});

describe('a matter that is archived, or on legal hold', () => {
  const { id: matter } = MATTER;
  const moves = (view: FirmView) => {
    const other = Policy.parse({ roots: { default: '/Files' }, categories: { Pleadings: 'Court papers' } });
    view.take(
      told('DocumentMirrored', {
        document: DOCUMENT.id,
        counterpart: 'id:a',
      } as EventData<'DocumentMirrored'>),
    );
    return relocations(Policy.parse({}), other, view).moves.length;
  };

  it('keeps its folder under another policy, until it is opened again', () => {
    const view = placed();
    const to = { folder: '/Closed/2026', name: '2026-0001-Reyes' };
    const about = { matter, closing: EventId.parse('00000000-0000-7000-8000-000000000099') };
    const archiving = {
      ...about,
      action: 'move' as const,
      documents: 1,
      from: HOME,
      to,
      policyVersion: 0,
      why: [],
    };
    view.take(told('ArchivingBegun', archiving));
    expect(view.stays(matter)).toBe(true);
    view.take(told('MatterReopened', { matter: MATTER }));
    expect(view.stays(matter)).toBe(false);
    expect(moves(view)).toBeGreaterThan(0);
  });

  it('has nothing of it moved by a policy while the hold lasts', () => {
    const view = placed();
    view.take(told('LegalHoldSet', { matter, reason: 'Preservation letter' }));
    expect(moves(view)).toBe(0);
    view.take(told('LegalHoldLifted', { matter, reason: 'Dismissed' }));
    expect(moves(view)).toBeGreaterThan(0);
  });
});

describe('what goes along with a document under another policy', () => {
  const kept = { file: 'id:v1', path: `${HOME}/Pleadings/_Archive/Complaint_v1.pdf`, contentHash: 'c' };
  const COPY = '/ClientUploads/2026-0001/Complaint.pdf';

  /** A client’s upload that lies in place, with a prior version and its copy. */
  function uploaded(category = 'Pleadings'): FirmView {
    const view = placed();
    view.take(told('DocumentMirrored', { document: DOCUMENT.id } as EventData<'DocumentMirrored'>));
    const shelved = { document: DOCUMENT.id, kept, handEdit: null } as EventData<'VersionArchived'>;
    view.take(told('VersionArchived', shelved));
    const copied = { document: DOCUMENT.id, file: 'id:copy', path: COPY } as EventData<'CopyPlaced'>;
    view.take(told('CopyPlaced', copied));
    const document = { ...DOCUMENT, creator: 'client' as const, category: { id: '1', name: category } };
    view.take(told('DocumentChanged', { document, changed: [] }));
    return view;
  }
  const along = (view: FirmView, policy: Parameters<typeof Policy.parse>[0] = {}) =>
    relocations(Policy.parse({}), Policy.parse(policy), view).along;

  it('is nothing where nothing changes, and nothing of what a folder’s move carries', () => {
    expect(along(uploaded())).toEqual([]);
    expect(along(uploaded(), { matterFolder: '{MatterNumber}' })).toEqual([]);
  });

  it('is the ZIP of its versions once they were rolled up, and no longer they', () => {
    const view = uploaded();
    const zip = { file: 'id:zip', path: `${HOME}/Pleadings/_Archive/Complaint_versions_1-1.zip` };
    const versions = [{ number: 1, file: kept.file }];
    const plan = {
      document: DOCUMENT.id,
      versions,
      earlier: null,
    } as unknown as EventData<'VersionThinningPlanned'>;
    view.take(told('VersionThinningPlanned', plan));
    const done = {
      document: DOCUMENT.id,
      archive: zip,
      removed: [1],
      earlier: null,
    } as unknown as EventData<'VersionsThinned'>;
    view.take(told('VersionsThinned', done));
    expect(view.companionsOf(DOCUMENT.id).map(({ file }) => file)).toEqual(['id:copy', 'id:zip']);
  });

  it('are its prior versions where it goes to another subfolder', () => {
    const to = `${HOME}/Court/_Archive/Complaint_v1.pdf`;
    expect(along(uploaded(), { categories: { Pleadings: 'Court' } })).toEqual([
      { document: DOCUMENT.id, what: 'version', from: kept.path, to, access: 'unchanged' },
    ]);
  });

  it('is its copy where copies go elsewhere', () => {
    const to = '/Portal/2026-0001/Complaint.pdf';
    expect(along(uploaded(), { clientUploads: { folder: '/Portal/{MatterNumber}' } })).toEqual([
      { document: DOCUMENT.id, what: 'copy', from: COPY, to, access: 'unchanged' },
    ]);
  });

  it('are both, into the restricted folder, where it is marked privileged', () => {
    const shelf = '/Privileged/2026-0001/_Archive';
    const access = 'into-restricted';
    expect(along(uploaded('Privileged'))).toEqual([
      { document: DOCUMENT.id, what: 'version', from: kept.path, to: `${shelf}/Complaint_v1.pdf`, access },
      { document: DOCUMENT.id, what: 'copy', from: COPY, to: `${shelf}/Complaint_client_upload.pdf`, access },
    ]);
  });
});
