import fc from 'fast-check';

/**
 * A test that passed passes again: property tests draw the same examples each time. To look for new ones, set
 * COUNTERPART_TEST_SEED to another number; what is found becomes an `examples` entry of the property.
 */
fc.configureGlobal({ seed: Number(process.env.COUNTERPART_TEST_SEED ?? 20_261_124) });
