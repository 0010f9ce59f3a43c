import { z } from 'zod';
import { causedBy } from '../current-call.js';
import type { DropboxState } from '../dropbox-state.js';
import { ROUTES } from '../routes/all-routes.js';
import { perform } from '../routes/perform.js';
import type { Caller } from '../team/caller.js';
import { ApiError } from '../wire/api-error.js';
import { decodeArg } from '../wire/exchange.js';
import { rightOf } from '../wire/rights.js';
import { jsonOf, send, type AdminCall, type AdminRoutes } from './admin-call.js';

const Deed = z.strictObject({
  /** Address of who does it: a member, or somebody from outside. */
  as: z.email(),
  /** What a click on the web page would call. */
  route: z.string(),
  arg: z.unknown().optional(),
  /** Where the paths of the argument begin. */
  root: z.enum(['team', 'home']).default('team'),
});

/** Does what a person would do on the web page. The call log does not show it; exposures name it `hand: …`. */
async function byHand({ core, request, response }: AdminCall): Promise<void> {
  const deed = Deed.parse(await jsonOf(request));
  const route = ROUTES.get(deed.route);
  if (route === undefined || route.style !== 'rpc') throw new TypeError(`there is no route ${deed.route}`);
  const caller = doer(core.state, deed);
  const pathRoot =
    deed.root === 'team' ? JSON.stringify({ '.tag': 'root', root: core.state.root }) : undefined;
  try {
    const answer = await causedBy({ request: null, route: `hand: ${deed.route}` }, () =>
      perform(core, {
        name: deed.route,
        route,
        caller,
        arg: route.arg === null ? null : decodeArg(deed.route, route.arg, deed.arg),
        pathRoot,
        request,
      }),
    );
    send(response, 200, { status: 200, body: answer.kind === 'json' ? answer.value : null });
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    send(response, 200, { status: error.status, body: error.body });
  }
}

/** @throws TypeError for nobody, and for a member who does what only an administrator can */
function doer({ directory }: DropboxState, { as, route }: z.infer<typeof Deed>): Caller {
  const person = directory.byEmail(as);
  if (person === undefined) throw new TypeError(`nobody is ${as}`);
  const isAdmin = rightOf(route).auth === 'team';
  if (isAdmin && person.seat?.isAdmin !== true) throw new TypeError(`${as} is no administrator`);
  return { person, admin: isAdmin ? 'whole_team' : null };
}

export const handRoutes: AdminRoutes = {
  'POST hand': byHand,
  /** Ends the jobs that are still open, as time does. */
  'POST jobs': ({ core, response }) =>
    send(response, 200, {
      settled: causedBy({ request: null, route: 'hand: jobs' }, () => core.state.sharingJobs.settle()),
    }),
};
