import { describe, expect, it } from 'vitest';
import { resolveHistory } from '../../src/targets/resolve-history.ts';
import { createHome } from './temporary-home.ts';

const local = { 'project/.runlens/runs.db': '' };
const cloud = 'https://cloud.example';

async function historyOf(
  files: Readonly<Record<string, string>>,
  named?: string,
  env: Readonly<Record<string, string>> = {},
) {
  const { target, note } = await resolveHistory({ named }, createHome({ ...local, ...files }, { env }));
  return { location: target.info.location, reason: target.info.reason, note };
}

describe('the target of the history', () => {
  it.each([
    ['what was named', 'cloud: cloud\n', '.', {}, './.runlens/runs.db', 'argument'],
    [
      'RUNLENS_TARGET',
      'cloud: cloud\n',
      undefined,
      { RUNLENS_TARGET: '.' },
      './.runlens/runs.db',
      'RUNLENS_TARGET',
    ],
    ['cloud:', 'target: .\ncloud: cloud\n', undefined, {}, cloud, 'runlens.config.yaml'],
    [
      'a target: that is far away',
      `target: ${cloud}/team\n`,
      undefined,
      {},
      `${cloud}/team`,
      'runlens.config.yaml',
    ],
    ['the one server that is named', 'target: .\n', undefined, {}, cloud, '~/config/config.yaml'],
  ])('is %s', async (_, project, named, env, location, reason) => {
    const files = {
      'project/runlens.config.yaml': project,
      'config/config.yaml': `targets:\n  cloud: ${cloud}\n  shop: ../shop\n`,
    };
    expect(await historyOf(files, named, env)).toEqual({ location, reason, note: undefined });
  });

  it("is the project's cloud before the user's", async () => {
    const files = {
      'project/runlens.config.yaml': `cloud: https://team.example\n`,
      'config/config.yaml': `cloud: ${cloud}\n`,
    };
    expect(await historyOf(files)).toMatchObject({ location: 'https://team.example' });
    expect(await historyOf({ 'config/config.yaml': `cloud: ${cloud}, ../project\n` })).toMatchObject({
      note: undefined,
    });
  });

  it('is the local store where nothing else is known, with a note that says so', async () => {
    expect(await historyOf({})).toEqual({
      location: './.runlens/runs.db',
      reason: 'found here',
      note: 'no cloud target is configured: this is the history of ./.runlens/runs.db (found here)',
    });
    const configured = await historyOf({ 'project/runlens.config.yaml': 'target: .\n' });
    expect(configured.note).toBe(
      'no cloud target is configured: this is the history of ./.runlens/runs.db (runlens.config.yaml)',
    );
  });

  it('is the one server that is named where the usual target is a file of an engine', async () => {
    const files = {
      'project/runlens.config.yaml': 'target: otlp:traces.jsonl\n',
      'project/traces.jsonl': '{"resourceSpans":[]}\n',
      'config/config.yaml': `targets:\n  cloud: ${cloud}\n`,
    };
    expect(await historyOf(files)).toMatchObject({ location: cloud, note: undefined });
  });

  it('is not guessed among several servers', async () => {
    const files = { 'config/config.yaml': `targets:\n  a: https://a.example\n  b: postgres://b/runs\n` };
    expect((await historyOf(files)).note).toBe(
      'none of a, b is configured as "cloud:": this is the history of ./.runlens/runs.db (found here)',
    );
    await expect(resolveHistory({}, createHome(files))).rejects.toMatchObject({
      kind: 'usage',
      message: 'several targets could hold the history: a, b',
    });
  });

  it('counts one server once, however many files name it', async () => {
    const yaml = `targets:\n  a: ${cloud}\n`;
    const files = { 'project/runlens.config.yaml': yaml, 'config/config.yaml': yaml };
    expect(await historyOf(files)).toMatchObject({ location: cloud, note: undefined });
  });
});
