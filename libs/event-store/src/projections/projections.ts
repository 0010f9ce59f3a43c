import { STATUS_PROJECTION } from '../status/status-projection.js';
import type { Projector } from './projector.js';

/** Every projection of the product: what a rebuild folds, and what can be built anew beside the live one. */
export const PROJECTIONS: readonly Projector[] = [STATUS_PROJECTION];
