// Drives the management API with Cloudflare's own client for Node, and uses what it makes. Ends with 1 at the first wrong thing.
// It is told where by the lines that the quick start prints, in environment variables:
//   LATCHKEY_API, LATCHKEY_ACCOUNT_ID, LATCHKEY_API_TOKEN, and LATCHKEY_URL for the app behind the filter.
// LATCHKEY_ANSWERS names the file for all answers of the API.

import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import Cloudflare from 'cloudflare';
import { connect, setting } from './client.mjs';

const account_id = setting('LATCHKEY_ACCOUNT_ID');
const whoAmI = new URL('/whoami', setting('LATCHKEY_URL'));
const { access, organizations } = connect(setting('LATCHKEY_API_TOKEN')).zeroTrust;
const { applications, keys, policies, serviceTokens } = access;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

// Fresh for each run, so that a server may be driven twice; a host name's label, for the applications.
const prefix = `npm-${randomBytes(4).toString('hex')}`;

// ---- using a token

async function call(headers) {
  const response = await fetch(whoAmI, { headers, redirect: 'manual' });
  return { status: response.status, body: await response.text(), setCookies: response.headers.getSetCookie() };
}

async function expectPair(token, secret, status, why) {
  const answer = await call({ 'CF-Access-Client-Id': token.client_id, 'CF-Access-Client-Secret': secret });
  assert.equal(answer.status, status, `${why}: ${answer.status}, not ${status}`);
  return answer;
}

async function expectHeader(name, value, status, why) {
  const answer = await call({ [name]: value });
  assert.equal(answer.status, status, `${why}: ${answer.status}, not ${status}`);
}

async function openSession(token, secret) {
  const { setCookies } = await expectPair(token, secret, 200, 'the pair');
  const cookie = setCookies.find((line) => line.startsWith('CF_Authorization='));
  assert.ok(cookie, 'no CF_Authorization cookie came with the answer');
  return cookie.split(';')[0];
}

// ---- judging answers

function expectAbout(timestamp, wanted, tolerance, member) {
  const distance = Math.abs(Date.parse(timestamp) - wanted);
  assert.ok(distance <= tolerance, `${member} is ${timestamp}, not about ${new Date(wanted).toISOString()}`);
}

function expectNoSecret(token) {
  assert.ok(!('client_secret' in token), 'a client_secret in an answer that must have none');
}

function expectRepeated(answer, sent) {
  for (const [member, value] of Object.entries(sent)) {
    assert.deepEqual(answer[member], value, `${member} does not come back as it was sent`);
  }
}

async function expectRefused(request, type, { code, pointer } = {}) {
  const error = await request.then(
    () => assert.fail(`it succeeded; wanted was ${type.name}`),
    (thrown) => thrown,
  );
  assert.ok(error instanceof type, `${error.constructor.name} (${error.message}); wanted was ${type.name}`);
  assert.ok(error.errors.length > 0, `no errors in ${error.message}`);
  for (const each of error.errors) {
    assert.ok(Number.isInteger(each.code) && each.code >= 1000, `no code from 1000 in ${error.message}`);
    assert.equal(typeof each.message, 'string', `no message in ${error.message}`);
  }
  assert.ok(!code || error.errors.some((each) => each.code === code), `no code ${code} in ${error.message}`);
  assert.ok(
    !pointer || error.errors.some((each) => each.source?.pointer === pointer),
    `no pointer ${pointer} in ${error.message}`,
  );
  return error;
}

// ---- the walk

let token;
let secret;
const others = [];

async function createsAToken() {
  token = await serviceTokens.create({ account_id, name: `${prefix} 0`, duration: '24h' });
  secret = token.client_secret;
  assert.match(token.id, UUID);
  assert.match(token.client_id, /^[0-9a-f]{32}\.access$/);
  assert.match(secret, /^lkst_[A-Za-z0-9]{40}[0-9a-f]{8}$/);
  expectAbout(token.expires_at, Date.now() + DAY, HOUR, 'expires_at');
  const { body } = await expectPair(token, secret, 200, 'the new pair');
  assert.equal(JSON.parse(body).remote_user, token.client_id);
  await expectPair(token, `${secret}x`, 401, 'a wrong secret');
}

async function getsItWithoutItsSecret() {
  const found = await serviceTokens.get(token.id, { account_id });
  expectNoSecret(found);
  assert.equal(found.client_id, token.client_id);
  assert.equal(found.name, `${prefix} 0`);
  assert.equal(found.enabled, true);
  assert.equal(found.duration, '24h');
  assert.equal(found.client_secret_version, 1);
  assert.ok(!found.previous_client_secret_expires_at, 'a previous secret before the first rotation');
  const byHex = await serviceTokens.get(token.id.replaceAll('-', ''), { account_id });
  assert.equal(byHex.id, token.id);
}

async function rotatesWithAGrace() {
  const until = Date.now() + HOUR;
  const previous_client_secret_expires_at = new Date(until).toISOString();
  const rotated = await serviceTokens.rotate(token.id, { account_id, previous_client_secret_expires_at });
  assert.equal(rotated.client_id, token.client_id);
  assert.notEqual(rotated.client_secret, secret);
  await expectPair(token, secret, 200, 'the previous secret, in its grace');
  await expectPair(token, rotated.client_secret, 200, 'the new secret');

  const found = await serviceTokens.get(token.id, { account_id });
  assert.equal(found.client_secret_version, 2);
  expectAbout(found.previous_client_secret_expires_at, until, 1000, 'previous_client_secret_expires_at');

  const past = new Date(Date.now() - HOUR).toISOString();
  expectNoSecret(await serviceTokens.update(token.id, { account_id, previous_client_secret_expires_at: past }));
  await expectPair(token, secret, 401, 'the previous secret, its grace ended early');
  await expectPair(token, rotated.client_secret, 200, 'the new secret, after the grace');
  secret = rotated.client_secret;
}

async function rotatesAtOnce() {
  const rotated = await serviceTokens.rotate(token.id, { account_id });
  await expectPair(token, secret, 401, 'the previous secret, without a grace');
  await expectPair(token, rotated.client_secret, 200, 'the new secret');
  secret = rotated.client_secret;
}

async function rotatesByRaisingTheVersion() {
  const { client_secret_version } = await serviceTokens.get(token.id, { account_id });
  const raised = await serviceTokens.update(token.id, {
    account_id,
    client_secret_version: client_secret_version + 1,
    previous_client_secret_expires_at: new Date(Date.now() + HOUR).toISOString(),
  });
  await expectPair(token, secret, 200, 'the previous secret, in its grace');
  await expectPair(token, raised.client_secret, 200, 'the new secret');
  secret = raised.client_secret;
}

async function disablesAndEnables() {
  const session = await openSession(token, secret);
  const disabled = await serviceTokens.update(token.id, { account_id, enabled: false });
  assert.equal(disabled.enabled, false);
  assert.equal(disabled.name, `${prefix} 0`, 'the name, which the update left out');
  await expectPair(token, secret, 401, 'the pair of a disabled token');
  await expectHeader('Cookie', session, 401, 'the session of a disabled token');
  await serviceTokens.update(token.id, { account_id, enabled: true });
  await expectPair(token, secret, 200, 'the pair, enabled again');
}

async function refreshes() {
  const refreshed = await serviceTokens.refresh(token.id, { account_id });
  expectNoSecret(refreshed);
  expectAbout(refreshed.expires_at, Date.now() + 365 * DAY, 2 * DAY, 'expires_at');
  await expectPair(token, secret, 200, 'the pair after a refresh');
}

// The client asks for pages until one is empty: a server that ignored the page's number would give the same ids for ever.
async function walk(query) {
  const ids = new Set();
  for await (const each of serviceTokens.list({ account_id, per_page: 2, ...query })) {
    expectNoSecret(each);
    assert.ok(!ids.has(each.id), `${each.id} stands on two pages`);
    ids.add(each.id);
  }
  return ids;
}

async function listsPageByPage() {
  for (let i = 1; i <= 4; i++) {
    others.push(await serviceTokens.create({ account_id, name: `${prefix} ${i}` }));
  }
  const ours = new Set([token, ...others].map((each) => each.id));
  const all = await walk({});
  assert.ok([...ours].every((id) => all.has(id)), 'a token is missing from the pages');
  assert.deepEqual(await walk({ search: prefix }), ours);

  const page = await serviceTokens.list({ account_id, page: 2, per_page: 2 });
  const { page: number, per_page, count, total_count, total_pages } = page.result_info;
  assert.deepEqual([number, per_page, count], [2, 2, page.result.length]);
  assert.deepEqual([total_count, total_pages], [all.size, Math.ceil(all.size / 2)]);
}

async function findApplication(name) {
  for await (const each of applications.list({ account_id, name })) {
    if (each.name === name) {
      return applications.get(each.id, { account_id });
    }
  }
  return assert.fail(`no application ${name} in the list`);
}

// Authorization also carries the API token of these very calls, which must go on working.
async function turnsOnTheSingleHeader() {
  const credentials = { 'cf-access-client-id': token.client_id, 'cf-access-client-secret': secret };
  const single = JSON.stringify(credentials);
  const before = await findApplication('main');
  await expectHeader('Authorization', single, 401, 'the single header before it is turned on');

  const changed = { ...before, read_service_tokens_from_header: 'Authorization' };
  const answer = await applications.update(before.id, { account_id, ...changed });
  await expectHeader('Authorization', single, 200, 'the single header on the next request');
  await expectPair(token, secret, 200, 'the pair beside the single header');
  const after = await applications.get(before.id, { account_id });
  assert.deepEqual(after, answer);
  assert.deepEqual({ ...after, updated_at: null }, { ...changed, updated_at: null });

  await applications.update(before.id, { account_id, ...before });
  await expectHeader('Authorization', single, 401, 'the single header, turned off by leaving it out');
  const restored = await applications.get(before.id, { account_id });
  assert.deepEqual({ ...restored, updated_at: null }, { ...before, updated_at: null });
}

async function keepsAPolicyAndItsApplication() {
  const rules = { decision: 'non_identity', include: [{ service_token: { token_id: token.id } }] };
  const policy = await policies.create({ account_id, name: `${prefix} policy`, ...rules });
  assert.deepEqual((await policies.get(policy.id, { account_id })).include, rules.include);
  const renamed = await policies.update(policy.id, { account_id, name: `${prefix} renamed`, ...rules });
  assert.equal(renamed.name, `${prefix} renamed`);

  const application = await applications.create({
    account_id,
    type: 'self_hosted',
    name: `${prefix} application`,
    domain: `${prefix}.example.com/api`,
    policies: [{ id: policy.id, precedence: 1 }],
  });
  assert.match(application.aud, /^[0-9a-f]{64}$/);
  assert.deepEqual(application.destinations, [{ type: 'public', uri: application.domain }]);
  assert.deepEqual(application.self_hosted_domains, [application.domain]);
  const [attached] = (await applications.get(application.id, { account_id })).policies;
  assert.equal(attached.id, policy.id);
  assert.equal(attached.name, `${prefix} renamed`);

  // Not a 409: the client would ask twice more.
  const refused = await expectRefused(serviceTokens.delete(token.id, { account_id }), Cloudflare.APIError, { code: 12139 });
  assert.ok(refused.status < 500 && ![408, 409, 429].includes(refused.status), `${refused.status} is retried`);

  await applications.revokeTokens(application.id, { account_id });
  assert.deepEqual(await applications.delete(application.id, { account_id }), { id: application.id });
  assert.equal((await policies.delete(policy.id, { account_id })).id, policy.id);
  await expectRefused(policies.get(policy.id, { account_id }), Cloudflare.NotFoundError);
  await expectRefused(applications.get(application.id, { account_id }), Cloudflare.NotFoundError, { code: 11021 });
}

async function getsAndPutsTheOrganization() {
  const organization = await organizations.list({ account_id });
  assert.equal((await organizations.update({ account_id, session_duration: '1440m' })).session_duration, '1440m');
  await organizations.update({ account_id, session_duration: organization.session_duration ?? null });
  assert.deepEqual(await organizations.update({ account_id, ...organization }), organization);
}

// The values are those of the package's own tests, as far as they mean something without a login page.
async function repeatsWhatWasSent() {
  const rules = { exclude: [], include: [{ ip: { ip: '10.0.0.1' } }], require: [{ ip: { ip: '2001:DB8::/32' } }] };
  const policy = await policies.create({
    account_id,
    decision: 'non_identity',
    name: `${prefix} echo`,
    approval_groups: [],
    approval_required: false,
    isolation_required: false,
    purpose_justification_prompt: '',
    purpose_justification_required: false,
    session_duration: '1440m',
    ...rules,
  });
  expectRepeated(policy, { ...rules, session_duration: '1440m' });

  const sent = {
    type: 'self_hosted',
    name: `${prefix} Admin Site`,
    domain: `${prefix}.Example.com/admin`,
    allow_authenticate_via_warp: true,
    allow_iframe: true,
    allowed_idps: ['699d98642c564d2e855e9661899b7252'],
    app_launcher_visible: true,
    auto_redirect_to_identity: true,
    cors_headers: {
      allow_all_headers: true,
      allow_all_methods: true,
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
    enable_binding_cookie: true,
    http_only_cookie_attribute: true,
    logo_url: 'https://www.example.com/logo.svg',
    mfa_config: { allowed_authenticators: ['totp'], mfa_disabled: false, session_duration: '24h' },
    options_preflight_bypass: false,
    path_cookie_attribute: false,
    read_service_tokens_from_header: 'Authorization',
    same_site_cookie_attribute: 'lax',
    service_auth_401_redirect: true,
    session_duration: '60m',
    skip_interstitial: true,
    tags: ['engineers'],
  };
  const created = await applications.create({ account_id, ...sent, policies: [policy.id] });
  expectRepeated(created, sent);
  const { policies: attached, ...application } = await applications.get(created.id, { account_id });
  expectRepeated(application, sent);
  const put = await applications.update(created.id, { account_id, ...application, policies: [policy.id] });
  assert.deepEqual({ ...put, updated_at: null }, { ...application, policies: attached, updated_at: null });

  // Zero values set nothing.
  const other = await serviceTokens.create({
    account_id,
    name: `${prefix} echo`,
    client_secret_version: 0,
    duration: '60m',
    enabled: true,
    previous_client_secret_expires_at: '2014-01-01T05:20:00.12345Z',
  });
  expectRepeated(await serviceTokens.get(other.id, { account_id }), { duration: '60m', client_secret_version: 1 });
  assert.ok((await serviceTokens.list({ account_id, page: 0, per_page: 0 })).result.length > 0);

  await serviceTokens.delete(other.id, { account_id });
  await applications.delete(created.id, { account_id });
  await policies.delete(policy.id, { account_id });
}

async function rotatesTheKeys() {
  const session = await openSession(token, secret);
  const before = await keys.get({ account_id });
  assert.ok(before.key_rotation_interval_days >= 21 && before.key_rotation_interval_days <= 365);
  const rotated = await keys.rotate({ account_id });
  assert.ok(Date.parse(rotated.last_key_rotation_at) >= Date.parse(before.last_key_rotation_at), 'the keys are no newer');
  await expectHeader('Cookie', session, 200, 'a session that the previous key signed');
  await expectHeader('Cookie', await openSession(token, secret), 200, 'a session after the rotation');
  const updated = await keys.update({ account_id, key_rotation_interval_days: 30 });
  assert.equal(updated.key_rotation_interval_days, 30);
  await keys.update({ account_id, key_rotation_interval_days: before.key_rotation_interval_days });
}

async function tellsWhatIsWrong() {
  const { AuthenticationError, BadRequestError, NotFoundError } = Cloudflare;
  await expectRefused(serviceTokens.get(randomUUID(), { account_id }), NotFoundError);
  await expectRefused(serviceTokens.rotate(randomUUID(), { account_id }), NotFoundError);
  await expectRefused(applications.get(randomUUID(), { account_id }), NotFoundError, { code: 11021 });
  await expectRefused(serviceTokens.get(token.id, { account_id: randomBytes(16).toString('hex') }), NotFoundError);

  const badToken = { account_id, name: prefix, duration: 'a year' };
  await expectRefused(serviceTokens.create(badToken), BadRequestError, { pointer: '/duration' });
  const badHeader = { ...(await findApplication('main')), read_service_tokens_from_header: 'Cookie' };
  await expectRefused(applications.update(badHeader.id, { account_id, ...badHeader }), BadRequestError, {
    pointer: '/read_service_tokens_from_header',
  });

  for (const wrong of ['x', `${setting('LATCHKEY_API_TOKEN')}x`, null]) {
    const stranger = connect(wrong).zeroTrust.access.serviceTokens;
    await expectRefused(stranger.get(token.id, { account_id }), AuthenticationError);
  }
  // There are no people here.
  await expectRefused(organizations.revokeUsers({ account_id, email: 'test@example.com' }), NotFoundError, { code: 7000 });
}

async function deletesTheTokens() {
  const session = await openSession(token, secret);
  const deleted = await serviceTokens.delete(token.id, { account_id });
  expectNoSecret(deleted);
  assert.equal(deleted.client_id, token.client_id);
  await expectPair(token, secret, 401, 'the pair of a deleted token');
  await expectHeader('Cookie', session, 401, 'the session of a deleted token');
  await expectRefused(serviceTokens.get(token.id, { account_id }), Cloudflare.NotFoundError);
  for (const each of others) {
    await serviceTokens.delete(each.id, { account_id });
  }
  assert.equal((await walk({ search: prefix })).size, 0);
}

const steps = [
  createsAToken,
  getsItWithoutItsSecret,
  rotatesWithAGrace,
  rotatesAtOnce,
  rotatesByRaisingTheVersion,
  disablesAndEnables,
  refreshes,
  listsPageByPage,
  turnsOnTheSingleHeader,
  keepsAPolicyAndItsApplication,
  getsAndPutsTheOrganization,
  repeatsWhatWasSent,
  rotatesTheKeys,
  tellsWhatIsWrong,
  deletesTheTokens,
];

for (const step of steps) {
  try {
    await step();
    console.log(`ok ${step.name}`);
  } catch (error) {
    console.error(`FAILED ${step.name}: ${error.stack ?? error}`);
    process.exit(1);
  }
}
console.log(`DONE ${steps.length} steps`);
