import { z } from 'zod';
import { HOME_NAMESPACE, HOME_PATH, ROOT_NAMESPACE } from '../dropbox-state.js';
import { json, route, type Route } from '../wire/exchange.js';

/** The connected member, as users.stone FullAccount has it; a team with a shared root. */
const ACCOUNT = {
  account_id: 'dbid:AAH4f99T0taONIb-OurWxbNQ6ywGRopQngc',
  name: {
    given_name: 'Eleanor',
    surname: 'Hartwell',
    familiar_name: 'Eleanor',
    display_name: 'Eleanor Hartwell',
    abbreviated_name: 'EH',
  },
  email: 'eleanor.hartwell@hartwell-reyes.example',
  email_verified: true,
  disabled: false,
  country: 'US',
  locale: 'en',
  referral_link: 'https://dropbox.example/referrals/fake',
  team: {
    id: 'dbtid:AAFdgehTzw7WlXhZJsbGCLePe8RvQGYDr-I',
    name: 'Hartwell & Reyes LLP',
    sharing_policies: {
      shared_folder_member_policy: { '.tag': 'team' },
      shared_folder_join_policy: { '.tag': 'from_anyone' },
      shared_link_create_policy: { '.tag': 'team_only' },
    },
    office_addin_policy: { '.tag': 'disabled' },
  },
  team_member_id: 'dbmid:AAHhy7WsR0x-u4ZCqiDl5Fz5zvuL3kmspwU',
  is_paired: false,
  account_type: { '.tag': 'business' },
  root_info: {
    '.tag': 'team',
    root_namespace_id: ROOT_NAMESPACE,
    home_namespace_id: HOME_NAMESPACE,
    home_path: HOME_PATH,
  },
};

const echo = route('rpc', z.strictObject({ query: z.string().max(500).default('') }), ({ arg }) =>
  json({ result: arg.query }),
);

/** The account and the connection test (users.stone, check.stone, auth.stone). */
export const accountRoutes: Readonly<Record<string, Route>> = {
  'users/get_current_account': { style: 'rpc', arg: null, answer: () => json(ACCOUNT) },
  'check/user': echo,
  'check/app': { ...echo, auth: 'app' },
  'auth/token/revoke': {
    style: 'rpc',
    arg: null,
    answer: ({ tokens, request }) => {
      tokens.revoke(request.headers.authorization);
      return json(null);
    },
  },
};
