import { expect, test } from 'vitest';
import { remotePlace } from '../../../src/operations/acts/consent.ts';

const targetAt = (location: string, kind = 'postgres') => ({
  name: 'prod',
  kind,
  location,
  reason: 'argument',
});

test.each([
  ['pg-boss:postgres://db.example.com/orders#jobs', 'pg-boss', 'database orders on db.example.com'],
  ['postgres://db.example.com:6432/orders', 'postgres', 'database orders on db.example.com:6432'],
  ['mastra:./mastra.db#https://shop.example.com/api', 'mastra', 'shop.example.com/api'],
  ['bullmq:redis://cache.example.com/2', 'bullmq', 'database 2 on cache.example.com'],
  ['https://runs.example.com/team', 'http', 'runs.example.com/team'],
  ['restate:http://10.0.0.7:9070', 'restate', '10.0.0.7:9070'],
])('an act on %s names host and database', (location, kind, words) => {
  expect(remotePlace(targetAt(location, kind))).toBe(words);
});

test.each([
  ['./runs.db', 'sqlite'],
  ['pg-boss:postgres://localhost/orders', 'pg-boss'],
  ['postgres://127.0.0.1:5432/orders', 'postgres'],
  ['postgres:///orders', 'postgres'],
  ['restate:http://[::1]:9070', 'restate'],
  ['keystroke:', 'keystroke'],
  ['mastra:./mastra.db#http://localhost:4111', 'mastra'],
])('an act on %s stays on this machine', (location, kind) => {
  expect(remotePlace(targetAt(location, kind))).toBeUndefined();
});

test('of several targets, each that is elsewhere has its name', () => {
  const members = [targetAt('https://runs.example.com', 'http'), { ...targetAt('./runs.db'), name: 'shop' }];
  const target = { ...targetAt('https://runs.example.com, ./runs.db', 'merged'), members };
  expect(remotePlace(target)).toBe('prod: runs.example.com');
});
