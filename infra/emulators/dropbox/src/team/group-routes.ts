import { z } from 'zod';
import { routeError } from '../wire/api-error.js';
import { json, route, type Route } from '../wire/exchange.js';
import { pageOf, pagingOf } from '../wire/paging.js';
import { tag } from '../wire/types.js';
import type { Group } from './group.js';
import { groupFullInfo, groupSummary } from './profiles.js';
import { newGroup } from './seed.js';
import { findManagedGroup, GroupSelector } from './selectors.js';

const Limit = z.int().min(1).max(1000).default(1000);
const Management = z.union([tag('user_managed'), tag('company_managed'), tag('system_managed')]);

const list = route('rpc', z.strictObject({ limit: Limit }), ({ state: { directory }, arg }) =>
  json(
    groupsPage(directory.groups(), { list: 'groups', from: 0, limit: arg.limit, about: '' }, (group) =>
      groupSummary(directory, group),
    ),
  ),
);

const listContinue = route('rpc', z.strictObject({ cursor: z.string() }), ({ state: { directory }, arg }) => {
  const paging = pagingOf(arg.cursor, 'groups');
  if (paging === undefined) throw routeError(['invalid_cursor']);
  return json(groupsPage(directory.groups(), paging, (group) => groupSummary(directory, group)));
});

function groupsPage(
  groups: readonly Group[],
  paging: Parameters<typeof pageOf>[1],
  shape: (group: Group) => object,
): object {
  const { items, hasMore, next } = pageOf(groups, paging);
  return { groups: items.map(shape), cursor: next, has_more: hasMore };
}

const GroupsSelector = z.discriminatedUnion('.tag', [
  z.strictObject({ '.tag': z.literal('group_ids'), group_ids: z.array(z.string()) }),
  z.strictObject({ '.tag': z.literal('group_external_ids'), group_external_ids: z.array(z.string()) }),
]);

/** One item for each id, in their order; what is not found is told by its id. */
const getInfo = route('rpc', GroupsSelector, ({ state: { directory }, arg }) => {
  const found: readonly (readonly [string, Group | undefined])[] =
    arg['.tag'] === 'group_ids'
      ? arg.group_ids.map((id) => [id, directory.group(id)] as const)
      : arg.group_external_ids.map((id) => [id, directory.groupByExternalId(id)] as const);
  return json(
    found.map(([id, group]) =>
      group === undefined
        ? { '.tag': 'id_not_found', id_not_found: id }
        : { '.tag': 'group_info', ...groupFullInfo(directory, group) },
    ),
  );
});

const create = route(
  'rpc',
  z.strictObject({
    group_name: z.string(),
    add_creator_as_owner: z.boolean().default(false),
    group_external_id: z.string().nullish(),
    group_management_type: Management.nullish(),
  }),
  ({ state: { directory, clock }, caller, arg }) => {
    const management = arg.group_management_type ?? 'company_managed';
    if (management === 'system_managed') throw routeError(['system_managed_group_disallowed']);
    const name = freeName(directory.groupByName(arg.group_name), arg.group_name);
    const externalId = arg.group_external_id ?? null;
    if (externalId !== null && directory.groupByExternalId(externalId) !== undefined)
      throw routeError(['external_id_already_in_use']);
    const owners = arg.add_creator_as_owner ? [[caller.person.accountId, 'owner'] as const] : [];
    const group = newGroup({
      name,
      externalId,
      management,
      createdAt: clock.now(),
      members: new Map(owners),
    });
    directory.putGroup(group);
    return json(groupFullInfo(directory, group));
  },
);

/** @throws ApiError 409 group_name_invalid, group_name_already_used */
function freeName(taken: Group | undefined, name: string): string {
  if (name.trim() === '') throw routeError(['group_name_invalid']);
  if (taken !== undefined) throw routeError(['group_name_already_used']);
  return name;
}

const update = route(
  'rpc',
  z.strictObject({
    group: GroupSelector,
    return_members: z.boolean().default(true),
    new_group_name: z.string().nullish(),
    new_group_external_id: z.string().nullish(),
    new_group_management_type: Management.nullish(),
  }),
  ({ state: { directory }, arg }) => {
    const group = findManagedGroup(directory, arg.group);
    const management = arg.new_group_management_type ?? group.management;
    if (management === 'system_managed') throw routeError(['system_managed_group_disallowed']);
    const wanted = arg.new_group_name ?? group.name;
    const taken = directory.groupByName(wanted);
    const name = freeName(taken?.id === group.id ? undefined : taken, wanted);
    const externalId = newExternalId(group, arg.new_group_external_id);
    const holder = externalId === null ? undefined : directory.groupByExternalId(externalId);
    if (holder !== undefined && holder.id !== group.id) throw routeError(['external_id_already_in_use']);
    const changed = { ...group, name, externalId, management };
    directory.putGroup(changed);
    return json(groupFullInfo(directory, changed, arg.return_members));
  },
);

/** Nothing keeps the external id, an empty string clears it (GroupUpdateArgs). */
const newExternalId = (group: Group, given: string | null | undefined): string | null =>
  given == null ? group.externalId : given || null;

/** Deleted at once; what the group held is taken from it by a job (groups/delete). */
const remove = route('rpc', GroupSelector, ({ state: { directory, jobs }, arg }) => {
  const isDeleted = arg['.tag'] === 'group_id' && directory.isDeletedGroup(arg.group_id);
  if (isDeleted) throw routeError(['group_already_deleted']);
  directory.deleteGroup(findManagedGroup(directory, arg).id);
  return json(jobs.launch({}));
});

const jobStatus = route('rpc', z.strictObject({ async_job_id: z.string().min(1) }), ({ state, arg }) => {
  const polled = state.jobs.poll(arg.async_job_id);
  if (polled === undefined) throw routeError(['invalid_async_job_id']);
  return json(polled);
});

/** Groups of the team (team.stone). */
export const groupRoutes: Readonly<Record<string, Route>> = {
  'team/groups/list': list,
  'team/groups/list/continue': listContinue,
  'team/groups/get_info': getInfo,
  'team/groups/create': create,
  'team/groups/update': update,
  'team/groups/delete': remove,
  'team/groups/job_status/get': jobStatus,
};
