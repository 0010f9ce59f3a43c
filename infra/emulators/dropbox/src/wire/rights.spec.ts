import { describe, expect, it } from 'vitest';
import { ROUTES } from '../routes/all-routes.js';
import { rightOf, SCOPES } from './rights.js';

describe('rights', () => {
  it.each([...ROUTES.keys()])('say who may call %s', (route) => {
    expect(['user', 'team', 'app', 'app, user']).toContain(rightOf(route).auth);
  });

  it('name each scope once, with the one for acting as somebody', () => {
    expect(SCOPES).toContain('team_data.member');
    expect(new Set(SCOPES).size).toBe(SCOPES.length);
  });
});
