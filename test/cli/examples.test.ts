import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDemoStore } from '../../src/demo/write-demo-store.ts';
import { runCli } from './run-cli.ts';
import { now } from './sample-runs.ts';

/** The commands whose help names a run. */
const commands = [
  'workflows runs get',
  'workflows runs cancel',
  'agents sessions get',
  'agents sessions cancel',
  'history get',
  'diff',
] as const;

let folder: string;
let demo: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'runlens-examples-'));
  demo = join(folder, 'demo.db');
  await writeDemoStore({ path: demo, size: 45, now });
});

afterAll(() => rmSync(folder, { recursive: true }));

describe.each(commands)('the examples of %s', command => {
  it('run as printed on the store of the demo', async () => {
    const examples = await examplesOf(command);
    expect(examples.length).toBeGreaterThan(1);
    for (const example of examples) {
      const { code, out, err } = await runCli([...example, '--target', demo], { store: 'real' });
      expect(code, `${example.join(' ')}: ${err}`).toBe(0);
      expect(out.trim()).not.toBe('');
    }
  });
});

async function examplesOf(command: string): Promise<readonly (readonly string[])[]> {
  const { out } = await runCli([...command.split(' '), '--help']);
  const lines = out.slice(out.indexOf('Examples:')).split('\n').slice(1);
  const typed = lines.map(line => line.trim().split(/ {2,}/u)[0] ?? '').filter(line => line !== '');
  return typed.map(line => line.replace(/^runlens /u, '').split(' '));
}
