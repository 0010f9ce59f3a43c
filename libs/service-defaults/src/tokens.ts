/** Injection tokens of what every service is given; classes stand for themselves. */
export const CONFIG = Symbol('checked settings of the service');
export const LOG = Symbol('structured log');
export const CLOCK = Symbol('() => Date');
export const CREDENTIALS = Symbol('stored grants, or null without a master key');
export const PLATFORM = Symbol('store, broker and relay');
