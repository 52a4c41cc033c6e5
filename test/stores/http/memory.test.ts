import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answer, type Fault, type FaultProxy, head, pour, startFaultProxy } from '../../http/fault-proxy.ts';
import { someOf, trials } from '../../trials.ts';

const program = join(import.meta.dirname, 'programs', 'take-answers.ts');
const megabyte = 1_024 * 1_024;
const json = { 'content-type': 'application/json' };
const measured = v.object({
  outcomes: v.array(v.string()),
  grownBytes: v.number(),
  peakArrayBuffers: v.number(),
});

let proxy: FaultProxy;
beforeAll(async () => {
  proxy = await startFaultProxy();
});
afterAll(() => proxy.close());

/** In a process of its own, where nothing else takes memory. */
async function measure(fault: Fault, what: 'list' | 'run', times: number) {
  proxy.set(fault);
  const args = [program, proxy.url, what, String(Math.min(times, trials(5, 1)))];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return v.parse(measured, JSON.parse(stdout));
}

const blanks = Buffer.alloc(65_536, ' ');
const chunk = Buffer.concat([Buffer.from('10000\r\n'), blanks, Buffer.from('\r\n')]);
const zipped = gzipSync(Buffer.alloc(64 * megabyte));
/** One gigabyte, of which a megabyte is sent. */
const bomb = Buffer.concat(Array.from({ length: 16 }, () => zipped));

const answers: readonly [string, Fault, 'list' | 'run', number, RegExp, number][] = [
  [
    '200 MB for a list',
    pour(head('200 OK', { ...json, 'content-length': '209715200' }), blanks),
    'list',
    5,
    /more than 64/,
    60,
  ],
  [
    'an answer without an end',
    pour(head('200 OK', { ...json, 'transfer-encoding': 'chunked' }), chunk),
    'list',
    5,
    /more than 64/,
    250,
  ],
  [
    'a run without an end',
    pour(head('200 OK', { ...json, 'transfer-encoding': 'chunked' }), chunk),
    'run',
    2,
    /more than 256/,
    600,
  ],
  [
    'a gigabyte in gzip',
    answer('200 OK', { ...json, 'content-encoding': 'gzip' }, bomb),
    'list',
    5,
    /more than 64/,
    250,
  ],
  [
    'endless headers',
    pour('HTTP/1.1 200 OK\r\n', `x-a: ${'a'.repeat(900)}\r\n`),
    'list',
    5,
    /endless headers/,
    60,
  ],
  [
    'an endless refusal',
    pour(head('400 Bad', { ...json, 'transfer-encoding': 'chunked' }), chunk),
    'list',
    5,
    /answered 400/,
    60,
  ],
];

it.each(someOf(answers, 2))('%s takes a bounded memory', async (_name, fault, what, times, message, most) => {
  const { outcomes, grownBytes } = await measure(fault, what, times);
  for (const outcome of outcomes) expect(outcome).toMatch(message);
  expect(grownBytes).toBeLessThan(most * megabyte);
});

const largeMegabytes = trials(200, 80);

it(`reads a run of ${largeMegabytes} MB`, async () => {
  const body = Buffer.concat([
    Buffer.from(
      '{"id":"r","kind":"workflow","name":"n","status":"success","trigger":{"type":"cli","label":"CLI","raw":""},"createdAt":"2026-11-24T12:00:00.000Z","models":[],"services":[],"usage":[],"input":"',
    ),
    Buffer.alloc(largeMegabytes * megabyte, 'x'),
    Buffer.from('"}'),
  ]);
  const { outcomes, grownBytes, peakArrayBuffers } = await measure(answer('200 OK', json, body), 'run', 1);
  console.log(Math.round(grownBytes / megabyte), Math.round(peakArrayBuffers / megabyte));
  expect(outcomes).toEqual(['data']);
  expect(grownBytes).toBeLessThan(5 * largeMegabytes * megabyte);
});
