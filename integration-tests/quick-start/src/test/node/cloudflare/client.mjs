// Connects Cloudflare's own client to the quick start that the environment variables name.

import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import Cloudflare from 'cloudflare';

export function setting(name) {
  const value = process.env[name];
  assert.ok(value, `the environment variable ${name} is not set`);
  return value;
}

// Writes each answer as a line of JSON, so that it can be checked against OpenAPI documents.
async function recorded(input, init) {
  const response = await fetch(input, init);
  const { pathname } = new URL(typeof input === 'string' ? input : input.url);
  const path = pathname.slice(new URL(setting('LATCHKEY_API')).pathname.length);
  const line = { method: init?.method ?? 'GET', path, status: response.status, body: await response.clone().text() };
  appendFileSync(setting('LATCHKEY_ANSWERS'), `${JSON.stringify(line)}\n`);
  return response;
}

// No retries: a wrong first answer must not be hidden by a second. null: nothing is taken from the environment.
export function connect(apiToken) {
  const elsewhere = { apiKey: null, apiEmail: null, userServiceKey: null };
  return new Cloudflare({ baseURL: setting('LATCHKEY_API'), apiToken, ...elsewhere, maxRetries: 0, fetch: recorded });
}
