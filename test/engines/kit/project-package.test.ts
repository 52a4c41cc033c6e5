import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callPackage } from '../../../src/engines/kit/project-package.ts';

let projectFolder = '';

beforeAll(() => {
  projectFolder = mkdtempSync(join(tmpdir(), 'runlens-project-'));
  const folder = join(projectFolder, 'node_modules', 'acme-client');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"name":"acme-client","main":"main.cjs"}');
  writeFileSync(join(folder, 'main.cjs'), `console.log('loaded'); exports.double = n => n * 2;`);
});
afterAll(() => rmSync(projectFolder, { recursive: true, force: true }));

const call = (script: string, input: unknown = 21, name = 'acme-client') =>
  callPackage({ package: name, projectFolder, secretVariables: ['ACME_'], script, input });

test('gives what the script makes of its input with the package, whatever else is printed', async () => {
  const script = `call(async ({ double }, n) => { console.log('working'); return { answer: double(n) }; });`;
  expect(await call(script)).toEqual({ type: 'sent', value: { answer: 42 } });
});

test('says why the package refused, in its own words', async () => {
  const script = `call(async () => { throw new Error('there is no such job'); });`;
  expect(await call(script)).toEqual({ type: 'refused', reason: 'there is no such job' });
  expect(await call('this is no script')).toMatchObject({ type: 'refused' });
});

test('says where the package is missing', async () => {
  const answer = await call('call(async () => 1);', 1, 'acme-server');
  expect(answer).toEqual({
    type: 'refused',
    reason: `no acme-server is installed in ${projectFolder}`,
    hint: "start runlens in the application's folder",
  });
});

test('keeps secrets of the environment from the program, and its input to the program alone', async () => {
  process.env.ACME_TOKEN = 'hush';
  try {
    const script = `call(async (_, input) => [process.env.ACME_TOKEN, JSON.stringify([process.argv, process.env]).includes(input)]);`;
    expect(await call(script, 'postgres://ada:hush@db')).toEqual({ type: 'sent', value: [null, false] });
  } finally {
    delete process.env.ACME_TOKEN;
  }
});

test('reads no password file of the user for the address of a stranger', async () => {
  const script = 'call(async () => process.env.PGPASSFILE);';
  const acme = { package: 'acme-client', projectFolder, secretVariables: [], script, input: 1 };
  expect(await callPackage({ ...acme, isForeign: true })).toEqual({ type: 'sent', value: devNull });
  expect(await callPackage(acme)).toEqual({ type: 'sent', value: process.env.PGPASSFILE });
});

test('takes an input that is too long for a command line', async () => {
  const script = `call(async (_, { length }) => length);`;
  expect(await call(script, 'x'.repeat(3_000_000))).toEqual({ type: 'sent', value: 3_000_000 });
});

test('does not say that nothing was done where no answer came', async () => {
  const script = `call(() => { process.stdout.write('x'.repeat(4e7)); return new Promise(() => {}); });`;
  await expect(call(script)).rejects.toMatchObject({ kind: 'unreadable' });
});
