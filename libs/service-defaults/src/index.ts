export { BaseConfig } from './base-config.js';
export { Firms, loadFirms, type Firm, type Grant } from './firms.js';
export { type Condition } from './health.js';
export { ConfigInvalid, loadConfig, type Environment } from './load-config.js';
export { Metrics } from './metrics.js';
export { type ServiceDatabase } from './migrate.js';
export { type Platform } from './platform.js';
export { runService, type ServiceDefinition } from './start-service.js';
export { CLOCK, CONFIG, LOG, PLATFORM } from './tokens.js';
