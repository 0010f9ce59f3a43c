export { testBroker, type TestBroker } from './test-broker.js';
export { rightsNeeded } from './rights-needed.js';
export { serviceAddresses, testDatabase, type TestDatabase } from './test-database.js';
export { eventually } from './eventually.js';
export { faultPlan, untilStruck, type FaultPlan } from './fault-plan.js';
export { rejectsWithCode } from './rejects-with-code.js';
export { startTransit, type TransitEngine } from './transit-engine.js';
export { startAuthority, type Authority } from './time-stamp-authority.js';
export { crossFirms, KEPT_APART, type Crossings, type TableOfFirms } from './cross-firms.js';
