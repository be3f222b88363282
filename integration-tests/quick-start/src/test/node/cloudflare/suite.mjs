// Sends the requests that the tests of Cloudflare's SDK send for service tokens, applications, policies, groups, keys,
// tags, the organization and IP lists: each method with its required parameters and with all of them. Those tests run
// against a mock, so IDs, names and domains are replaced by ones that exist here. Counts the calls, and ends with 1 if one
// does not end as its row says.

import assert from 'node:assert/strict';
import { connect, setting } from './client.mjs';

const { access, organizations, gateway } = connect(setting('LATCHKEY_API_TOKEN')).zeroTrust;
const { applications, groups, keys, policies, serviceTokens, tags } = access;
const { lists } = gateway;
const account = { account_id: setting('LATCHKEY_ACCOUNT_ID') };

const certificate = [{ certificate: {} }];
const past = '2014-01-01T05:20:00.12345Z';
const moment = { previous_client_secret_expires_at: past };

const tokenParameters = { client_secret_version: 0, duration: '60m', enabled: true, ...moment };

const forPeople = {
  approval_groups: [
    { approvals_needed: 1, email_addresses: ['one@example.com', 'two@example.com'], email_list_uuid: 'list' },
    { approvals_needed: 3, email_addresses: ['one@example.com'], email_list_uuid: '597147a1-976b-4ef2-9af0-81d5d007fc34' },
  ],
  approval_required: true,
  connection_rules: {
    rdp: {
      allowed_clipboard_local_to_remote_formats: ['text', 'file'],
      allowed_clipboard_remote_to_local_formats: ['text', 'file'],
    },
  },
  isolation_required: false,
  mfa_config: { allowed_authenticators: ['totp', 'biometrics', 'security_key'], mfa_disabled: false, session_duration: '24h' },
  purpose_justification_prompt: 'Why?',
  purpose_justification_required: true,
  session_duration: '24h',
};
const policy = { decision: 'allow', include: certificate, name: 'Allow devs' };
const wholePolicy = { ...policy, ...forPeople, exclude: certificate, require: certificate };

const group = { include: certificate, name: 'Allow devs' };
const wholeGroup = { ...group, exclude: certificate, require: certificate };

const organization = {
  auth_domain: 'test.cloudflareaccess.com',
  name: 'Widget Corps Internal Applications',
  allow_authenticate_via_warp: true,
  auto_redirect_to_identity: true,
  deny_unmatched_requests: true,
  deny_unmatched_requests_exempted_zone_names: ['example.com'],
  is_ui_read_only: true,
  login_design: {
    background_color: '#c5ed1b',
    footer_text: 'text',
    header_text: 'text',
    logo_path: 'https://example.com/logo.png',
    text_color: '#c5ed1b',
  },
  mfa_config: {
    allowed_authenticators: ['totp', 'biometrics', 'security_key'],
    amr_matching_session_duration: '12h',
    required_aaguids: '2fc0579f-8113-47ea-b116-bb5a8db9202a',
    session_duration: '24h',
  },
  mfa_piv_key_requirements: {
    pin_policy: 'always',
    require_fips_device: true,
    ssh_key_size: [256, 2048],
    ssh_key_type: ['ecdsa', 'rsa'],
    touch_policy: 'always',
  },
  mfa_required_for_all_apps: false,
  session_duration: '24h',
  ui_read_only_toggle_reason: 'a reason',
  user_seat_expiration_inactive_time: '730h',
  warp_auth_non_browser_401: false,
  warp_auth_session_duration: '24h',
};

// All parameters of a self-hosted application that the SDK's tests send.
const wholeApplication = {
  allow_authenticate_via_warp: true,
  allow_iframe: true,
  allowed_idps: ['699d98642c564d2e855e9661899b7252'],
  app_launcher_visible: true,
  auto_redirect_to_identity: true,
  cors_headers: {
    allow_all_headers: true,
    allow_all_methods: true,
    allow_all_origins: true,
    allow_credentials: true,
    allowed_headers: ['string'],
    allowed_methods: ['GET'],
    allowed_origins: ['https://example.com'],
    max_age: -1,
  },
  custom_deny_message: 'custom_deny_message',
  custom_deny_url: 'custom_deny_url',
  custom_non_identity_deny_url: 'custom_non_identity_deny_url',
  custom_pages: ['699d98642c564d2e855e9661899b7252'],
  destinations: [
    { type: 'public', uri: 'suite.example.com/admin' },
    { type: 'public', uri: 'suite.anotherexample.com/staff' },
    { cidr: '10.5.0.0/24', hostname: 'host', l4_protocol: 'tcp', port_range: '80-90', type: 'private', vnet_id: 'vnet' },
    { mcp_server_id: 'mcp-server-1', type: 'via_mcp_server_portal' },
    { type: 'worker', worker_id: '617f1d0431a98306ff61e336d79fce86' },
    { type: 'preview_worker', worker_id: '617f1d0431a98306ff61e336d79fce86' },
    { type: 'all_workers' },
    { type: 'all_preview_workers' },
  ],
  eager_redirect_cookie_setting: true,
  enable_binding_cookie: true,
  http_only_cookie_attribute: true,
  logo_url: 'https://example.com/logo.svg',
  mfa_config: { allowed_authenticators: ['totp', 'biometrics', 'security_key'], mfa_disabled: false, session_duration: '24h' },
  name: 'Admin Site',
  oauth_configuration: {
    dynamic_client_registration: {
      allow_any_on_localhost: true,
      allow_any_on_loopback: true,
      allowed_uris: ['https://example.com/callback', 'com.example.app:/oauth/callback'],
      enabled: true,
    },
    enabled: true,
    grant: { access_token_lifetime: '5m', session_duration: '24h' },
  },
  options_preflight_bypass: true,
  path_cookie_attribute: true,
  read_service_tokens_from_header: 'Authorization',
  same_site_cookie_attribute: 'strict',
  scim_config: {
    idp_uid: 'idp_uid',
    remote_uri: 'remote_uri',
    authentication: { password: 'password', scheme: 'httpbasic', user: 'user' },
    deactivate_on_delete: true,
    enabled: true,
  },
  self_hosted_domains: ['suite.example.com/admin', 'suite.anotherexample.com/staff'],
  service_auth_401_redirect: true,
  session_duration: '24h',
  skip_interstitial: true,
  tags: ['engineers'],
  use_clientless_isolation_app_launcher_url: false,
};
const application = { domain: 'suite.example.com/admin', type: 'self_hosted' };

// The same without what has a reason to be refused.
function supported({ scim_config, options_preflight_bypass, cors_headers, destinations, ...rest }) {
  const { allow_all_origins, ...cors } = cors_headers;
  return { ...rest, cors_headers: cors, destinations: destinations.filter(({ type }) => type === 'public') };
}

// Why a call must be refused, and the members of the body, or the code of the answer, that say so.
const WHOLE_APPLICATION = {
  why: 'destinations that are not public and credentials of SCIM are not supported, nor all origins with credentials',
  at: ['/scim_config', '/destinations/2/type', '/cors_headers/allow_credentials'],
};
const NO_POLICY = { why: 'a policy needs a name, a decision and rules', at: ['/name', '/decision', '/include'] };
const NO_TAG_NAME = { why: 'a tag needs a name', at: ['/name'] };
const NO_DEFAULT_GROUP = { why: 'there are no default groups: a policy names its groups', at: ['/is_default'] };
const NO_PEOPLE = { why: 'there are no people whose access could be revoked', at: [7000] };
const NOT_IP = { why: 'only IP lists have a meaning here', at: ['/type'] };

const made = {};

async function keep(name, request) {
  const answer = await request;
  made[name] = answer;
  return answer;
}

// Each row: the test, the call, and the refusal that it must get, if any.
const rows = [
  ['serviceTokens create: required', () => keep('token', serviceTokens.create({ ...account, name: 'CI/CD token' }))],
  ['serviceTokens create: all', () => serviceTokens.create({ ...account, name: 'CI/CD token', ...tokenParameters })],
  ['serviceTokens update', () => serviceTokens.update(made.token.id, account)],
  ['serviceTokens update: all', () => serviceTokens.update(made.token.id, { ...account, name: 'CI/CD token', ...tokenParameters })],
  ['serviceTokens list', () => serviceTokens.list(account)],
  ['serviceTokens list: all', () => serviceTokens.list({ ...account, name: 'name', page: 0, per_page: 1000, search: 'search' })],
  ['serviceTokens get', () => serviceTokens.get(made.token.id, account)],
  ['serviceTokens refresh: required', () => serviceTokens.refresh(made.token.id, account)],
  ['serviceTokens rotate: required', () => serviceTokens.rotate(made.token.id, account)],
  ['serviceTokens rotate: all', () => serviceTokens.rotate(made.token.id, { ...account, ...moment })],
  ['serviceTokens delete', () => serviceTokens.delete(made.token.id, account)],

  ['tags create: required', () => tags.create(account), NO_TAG_NAME],
  ['tags create: all', () => tags.create({ ...account, name: 'engineers' })],
  ['tags update: required', () => tags.update('engineers', { ...account, name: 'engineers' })],
  ['tags list: required', () => tags.list(account)],
  ['tags list: all', () => tags.list({ ...account, page: 0, per_page: 1000 })],
  ['tags get: required', () => tags.get('engineers', account)],

  ['policies create: required', () => keep('policy', policies.create({ ...account, ...policy }))],
  ['policies create: all', () => keep('other', policies.create({ ...account, ...wholePolicy }))],
  ['policies update: required', () => policies.update(made.other.id, { ...account, ...policy })],
  ['policies update: all', () => policies.update(made.policy.id, { ...account, ...wholePolicy })],
  ['policies list: required', () => policies.list(account)],
  ['policies list: all', () => policies.list({ ...account, page: 0, per_page: 1000 })],
  ['policies get: required', () => policies.get(made.policy.id, account)],
  ['policies delete: required', () => policies.delete(made.other.id, account)],

  ['applications create: required', () => keep('app', applications.create({ ...account, ...application, domain: 'required.example.com' }))],
  ['applications create: all', () => applications.create({ ...account, ...application, ...wholeApplication, policies: [made.policy.id] }), WHOLE_APPLICATION],
  ['applications update: required', () => applications.update(made.app.id, { ...account, ...application })],
  ['applications update: all', () => applications.update(made.app.id, { ...account, ...application, ...wholeApplication, policies: [made.policy.id] }), WHOLE_APPLICATION],
  ['applications update: all that has a meaning or is kept', () => applications.update(made.app.id, { ...account, ...application, ...supported(wholeApplication), policies: [made.policy.id] })],
  ['applications list', () => applications.list(account)],
  ['applications list: all', () => applications.list({ ...account, aud: 'aud', domain: 'domain', exact: true, name: 'name', page: 0, per_page: 1000, search: 'search' })],
  ['applications get', () => applications.get(made.app.id, account)],
  ['applications revokeTokens', () => applications.revokeTokens(made.app.id, account)],
  ['applications settings update', () => applications.settings.update(made.app.id, account)],
  ['applications settings edit', () => applications.settings.edit(made.app.id, account)],
  ['applications settings update: all', () => applications.settings.update(made.app.id, { ...account, allow_iframe: true, skip_interstitial: true })],

  ['applications policies create', () => applications.policies.create(made.app.id, account), NO_POLICY],
  ['applications policies create: all', () => keep('own', applications.policies.create(made.app.id, { ...account, ...wholePolicy, precedence: 0 }))],
  ['applications policies update: required', () => applications.policies.update(made.own.id, { ...account, app_id: made.app.id }), NO_POLICY],
  ['applications policies update: all', () => applications.policies.update(made.own.id, { ...account, app_id: made.app.id, ...forPeople, precedence: 0 }), NO_POLICY],
  ['applications policies update: all, with rules', () => applications.policies.update(made.own.id, { ...account, app_id: made.app.id, ...wholePolicy, precedence: 0 })],
  ['applications policies list', () => applications.policies.list(made.app.id, account)],
  ['applications policies get: required', () => applications.policies.get(made.own.id, { ...account, app_id: made.app.id })],
  ['applications policies delete: required', () => applications.policies.delete(made.own.id, { ...account, app_id: made.app.id })],

  ['applications delete', () => applications.delete(made.app.id, account)],
  ['tags delete: required', () => tags.delete('engineers', account)],

  ['groups create: required', () => keep('group', groups.create({ ...account, ...group }))],
  ['groups create: all', () => groups.create({ ...account, ...wholeGroup, is_default: true }), NO_DEFAULT_GROUP],
  ['groups create: all but is_default', () => groups.create({ ...account, ...wholeGroup, is_default: false })],
  ['groups update: required', () => groups.update(made.group.id, { ...account, ...group })],
  ['groups update: all', () => groups.update(made.group.id, { ...account, ...wholeGroup, is_default: true }), NO_DEFAULT_GROUP],
  ['groups update: all but is_default', () => groups.update(made.group.id, { ...account, ...wholeGroup })],
  ['groups list', () => groups.list(account)],
  ['groups list: all', () => groups.list({ ...account, name: 'name', page: 0, per_page: 1000, search: 'search' })],
  ['groups get', () => groups.get(made.group.id, account)],
  ['groups delete', () => groups.delete(made.group.id, account)],

  ['keys update: required', () => keys.update({ ...account, key_rotation_interval_days: 30 })],
  ['keys get: required', () => keys.get(account)],
  ['keys rotate: required', () => keys.rotate(account)],

  ['organizations list, untouched', () => organizations.list(account)],
  ['organizations create: required', () => organizations.create({ ...account, auth_domain: 'test.cloudflareaccess.com', name: 'Widget Corps Internal Applications' })],
  ['organizations create: all', () => organizations.create({ ...account, ...organization })],
  ['organizations update', () => organizations.update(account)],
  ['organizations update: all', () => organizations.update({ ...account, ...organization })],
  ['organizations list', () => organizations.list(account)],
  ['organizations revokeUsers: required', () => organizations.revokeUsers({ ...account, email: 'test@example.com' }), NO_PEOPLE],

  ['lists create', () => lists.create({ ...account, name: 'Admin Serial Numbers', type: 'SERIAL' }), NOT_IP],
  ['lists create: addresses', () => keep('list', lists.create({ ...account, name: 'office', type: 'IP', description: 'd', items: [{ description: 'Austin', value: '203.0.113.7' }] }))],
  ['lists update: required', () => lists.update(made.list.id, { ...account, name: 'office' })],
  ['lists update: all', () => lists.update(made.list.id, { ...account, name: 'office', description: 'd', items: [{ description: 'Austin', value: '203.0.113.7' }] })],
  ['lists list', () => lists.list(account)],
  ['lists list: all', () => lists.list({ ...account, type: 'IP' })],
  ['lists edit: required', () => lists.edit(made.list.id, account)],
  ['lists edit: all', () => lists.edit(made.list.id, { ...account, append: [{ description: 'Austin', value: '203.0.113.8' }], remove: ['203.0.113.7'] })],
  ['lists get', () => lists.get(made.list.id, account)],
  ['lists items list', () => lists.items.list(made.list.id, account)],
  ['lists delete', () => lists.delete(made.list.id, account)],
];

const passed = [];
const refused = [];
const wrong = [];

function says(error, place) {
  return error.errors?.some((each) => each.source?.pointer === place || each.code === place);
}

for (const [test, send, refusal] of rows) {
  try {
    const answer = await send();
    assert.notEqual(answer, undefined, 'nothing came back');
    (refusal ? wrong : passed).push(refusal ? `${test}: passed, although ${refusal.why}` : test);
  } catch (error) {
    const isRight = refusal?.at.every((place) => says(error, place));
    (isRight ? refused : wrong).push(isRight ? `${test}: ${error.status}, ${refusal.why}` : `${test}: ${error.message}`);
  }
}

refused.forEach((line) => console.log(`refused ${line}`));
wrong.forEach((line) => console.log(`WRONG ${line}`));
console.log(`${rows.length} calls: ${passed.length} passed, ${refused.length} refused with a reason, ${wrong.length} wrong`);
process.exit(wrong.length ? 1 : 0);
