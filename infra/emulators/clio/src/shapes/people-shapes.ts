import { many, one, unmodelledList, unmodelledOne, type Shape } from '../fields.js';
import type { Entry, Group, User } from '../state/records.js';
import { entryValues, ID_AND_ETAG, type ShapeSources } from './shape-set.js';

export function userShape({ book, shapes }: ShapeSources): Shape<User> {
  return {
    name: 'User',
    defaults: ID_AND_ETAG,
    values: {
      ...entryValues<User>(),
      account_owner: (user) => user.accountOwner,
      clio_connect: (user) => user.type === 'ClientUser',
      court_rules_default_attendee: () => false,
      default_calendar_id: () => null,
      email: (user) => user.email,
      enabled: (user) => user.enabled,
      first_name: (user) => user.firstName,
      initials: (user) => `${user.firstName.charAt(0)}${user.lastName.charAt(0)}`,
      last_name: (user) => user.lastName,
      name: (user) => user.name,
      phone_number: () => null,
      rate: () => 0,
      roles: (user) => user.roles,
      subscription_type: (user) => user.subscriptionType,
      time_zone: () => 'America/New_York',
      type: (user) => user.type,
    },
    relations: {
      account: one(
        () => shapes().account,
        () => book.account,
      ),
      groups: many(
        () => shapes().group,
        () => [...book.groups.all()],
      ),
      notification_methods: unmodelledList(),
      avatar: unmodelledOne(),
      contact: unmodelledOne(),
      job_title: unmodelledOne(),
      default_activity_description: unmodelledOne(),
    },
  };
}

export function accountShape({ book, shapes }: ShapeSources): Shape<Entry & { name: string }> {
  return {
    name: 'Account',
    defaults: ID_AND_ETAG,
    values: {
      ...entryValues<Entry & { name: string }>(),
      name: (account) => account.name,
      state: () => 'active',
    },
    relations: {
      owner: one(
        () => shapes().user,
        () => [...book.users.all()].find((user) => user.accountOwner),
      ),
    },
  };
}

export function groupShape(): Shape<Group> {
  return {
    name: 'Group',
    defaults: ID_AND_ETAG,
    values: {
      ...entryValues<Group>(),
      name: (group) => group.name,
      type: () => 'AccountGroup',
      client_connect_user: () => false,
    },
    relations: {},
  };
}
