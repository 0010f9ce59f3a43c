import type { Method, Route } from '../handlers/route.js';

/** A route that fits a path, with the values of its placeholders. */
export interface RouteMatch {
  readonly route: Route;
  readonly params: Record<string, string>;
}

interface CompiledRoute {
  readonly route: Route;
  readonly segments: readonly string[];
}

/** Finds routes by method and path. `.json` at the end is optional; PUT counts as PATCH, as in Rails. */
export class Router {
  readonly #routes: readonly CompiledRoute[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map((route) => ({ route, segments: route.path.split('/') }));
  }

  find(method: string, path: string): RouteMatch | null {
    const exact = this.#match(method, path);
    return exact ?? (method === 'PUT' ? this.#match('PATCH', path) : null);
  }

  #match(method: string, path: string): RouteMatch | null {
    const wanted = path.replace(/\.json$/, '').split('/');
    for (const { route, segments } of this.#routes) {
      if (route.method !== (method as Method) || segments.length !== wanted.length) continue;
      const params = paramsOf(segments, wanted);
      if (params !== null) return { route, params };
    }
    return null;
  }
}

function paramsOf(segments: readonly string[], wanted: readonly string[]): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const value = wanted[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name === undefined ? segment !== value : !/^\d+$/.test(value)) return null;
    if (name !== undefined) params[name] = value;
  }
  return params;
}
