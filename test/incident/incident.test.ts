import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { formatAge } from '../../src/model/text/formats.ts';
import { test } from '../program/workplace.ts';
import { someOf } from '../trials.ts';
import { openStoredIncident, type StoredGroup, type StoredIncident } from './stored-incident.ts';
import { incidentRuns, writeIncident } from './write-incident.ts';

let folder: string;
let location: string;
let stored: StoredIncident;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'runlens-incident-'));
  location = join(folder, 'runs.db');
  await writeIncident(location);
  stored = openStoredIncident(location);
});
afterAll(() => {
  stored.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What makes the runs of a group fail, in the words of `W`. */
const causes: Readonly<Record<string, string>> = {
  'timeout of': 'input.method=boleto',
  'Cannot read properties': 'input.release=2.4.0',
  'connect ECONNREFUSED': 'trigger=Webhook · warehouse-b',
  'duplicate key': 'input.source=csv-import',
};

/** `▌  new  10  10   13% of 75  2h ago  4m ago  ··███▃  nightly-report · load-orders   …`, or shorter. */
const groupRow =
  /^[▌ ] +new +(?<count>\d+) +(?:(?:\d+|…) +)?(?:[\d.]+% of (?<of>\d+) +)?(?:(?<first>>?\d+\w+)(?: ago)? +)?(?<last>\d+\w+)(?: ago)? +(?:[·▁-█]+ +)?(?<place>[\w…-]+ ?· ?[\w…-]+) {2,}/u;

type GroupRow = Readonly<Record<string, string | undefined>>;

const sizes = [
  { columns: 200, rows: 50 },
  { columns: 80, rows: 24 },
];

describe.each(someOf(sizes, 2))('the incident in $columns×$rows', size => {
  test('every count, share and time of the groups is that of the store', async ({ place }) => {
    const program = place.open({ args: [location], ...size });
    await program.waitFor(`[All ${incidentRuns}]`);
    expect(program.screen()[1]).toContain(`Failed ${stored.countStatus('failed')}`);
    program.send('!');
    const groups = stored.groups();
    const screen = await program.waitFor(new RegExp(`of ${groups.length} groups[\\s\\S]*▌ +new `, 'u'));
    const read = screen.flatMap((line): readonly GroupRow[] => {
      const row = groupRow.exec(line)?.groups;
      return row ? [row] : [];
    });
    expect(read.map(row => Number(row.count))).toEqual(groups.map(({ count }) => count));
    for (const [at, group] of groups.entries()) expectRow(read[at] ?? {}, group);
  });

  test('W names the cause of each group, in counts that are those of the store', async ({ place }) => {
    const program = place.open({ args: [location], ...size });
    await program.waitFor(`[All ${incidentRuns}]`);
    program.send('!');
    const groups = stored.groups();
    await program.waitFor(`of ${groups.length} groups`);
    for (const group of groups) {
      const cause = Object.entries(causes).find(([text]) => group.message.startsWith(text))?.[1];
      program.send('W');
      const said = joined(
        await program.waitFor(/\d+ failed, [\s\S]*(?:since \d|no change|nothing separates)/u),
      );
      if (cause !== undefined) expectCause(said, group, cause);
      if (cause === 'input.method=boleto') {
        const since = new Date(group.firstAt).toISOString().slice(11, 16);
        await program.waitFor(
          lines =>
            joined(lines).includes(`with ${cause}: 100% failed since `) &&
            joined(lines).includes(` ${since} (`),
        );
      }
      expectSince(said, group);
      program.send('\u001B');
      await program.waitFor(screen => !screen.some(line => line.includes('What the failed runs share')));
      program.send('j');
    }
  });

  test('F counts the failed runs and all runs of each value as the store does', async ({ place }) => {
    const args = [location, '--filter', 'workflow:inventory-sync'];
    const program = place.open({ args, ...size });
    await program.waitFor(/workflow:inventory-sync[\s\S]*▌/u);
    program.send('F');
    await program.waitFor(/5 trigger +Webhook/u);
    program.send('5');
    const triggers = stored.countTriggers('inventory-sync');
    const screen = await program.waitFor(lines => lines.filter(isRateRow).length === triggers.length);
    const read = screen.filter(isRateRow).map(line => / (\d+) of (\d+) /u.exec(line)?.slice(1).map(Number));
    const byRate = [...triggers].sort((a, b) => b.failed / b.runs - a.failed / a.runs || b.runs - a.runs);
    expect(read).toEqual(byRate.map(({ failed, runs }) => [failed, runs]));
  });
});

/** `│ ▌ Webhook · warehouse-b  ██░░  ·  13  10 of 23   43%  100% │` */
function isRateRow(line: string): boolean {
  return /[█░] .* \d+ of \d+ .*│/u.test(line);
}

/** The text of a dialog, without its border and the breaks of its lines. */
function joined(screen: readonly string[]): string {
  return screen
    .map(line => /│ (.*) │/u.exec(line)?.[1] ?? '')
    .join(' ')
    .replaceAll(/ +/gu, ' ');
}

function expectCause(said: string, group: StoredGroup, cause: string): void {
  expect(said, group.message).toContain(cause);
  const line = /(\d+) of (\d+) failed have .*? (\d+) of (\d+) others/u.exec(said) ?? [];
  const [path = '', value = ''] = cause.split('=');
  const { failed } = stored.countValue(group, path, value);
  expect([Number(line[1]), Number(line[2])]).toEqual([failed, group.count]);
}

function expectSince(said: string, group: StoredGroup): void {
  const ofAll = said.split('all of these runs: ').at(-1) ?? '';
  const line =
    /(\d+)% failed(?: like this)? since (?:[\d-]+ )?([\d:]+) \((\d+) of (\d+) runs(?: to now)?\), none of the (\d+) runs before/u.exec(
      ofAll,
    );
  if (!line) return expect(ofAll).toContain('no change');
  const { before, until, since } = stored.countAround(group);
  const [, share, at, failed, runs, none] = line;
  expect([failed, none].map(Number)).toEqual([group.count, before]);
  expect([until, since]).toContain(Number(runs));
  expect(Number(share)).toBe(Math.round((100 * group.count) / Number(runs)));
  expect(at).toBe(new Date(group.firstAt).toISOString().slice(11, 16));
}

function expectRow(row: GroupRow, group: StoredGroup): void {
  const age = (at: number) => formatAge(at, Date.now()).replace(' ago', '');
  if (row.of !== undefined) expect(Number(row.of)).toBe(group.ofRuns);
  expect(`${group.name} · ${group.step}`).toContain(row.place?.split(/ ?· ?/u)[1]?.replace('…', ''));
  const ages = (at: number) => [age(at), age(at + 60_000)];
  if (row.first !== undefined) expect(ages(group.firstAt)).toContain(row.first.replace('>', ''));
  expect(ages(group.lastAt)).toContain(row.last);
}
